import details from '@salesforce/label/c.Delivery_Details';
import detailsOf from '@salesforce/label/c.Delivery_Details_Of';
import fallbackSent from '@salesforce/label/c.Delivery_Badge_Fallback_Sent';
import fallbackTask from '@salesforce/label/c.Delivery_Badge_Fallback_Task';
import late from '@salesforce/label/c.Delivery_Badge_Late';
import to from '@salesforce/label/c.Delivery_To';

export const LABELS = { details, detailsOf, fallbackSent, fallbackTask, late, to };
