import heading from '@salesforce/label/c.Suppression_Evidence';
import loading from '@salesforce/label/c.Delivery_Loading';
import none from '@salesforce/label/c.Suppression_Evidence_None';

export const LABELS = { heading, loading, none };
