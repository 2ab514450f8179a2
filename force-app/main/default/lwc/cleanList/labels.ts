import ask from '@salesforce/label/c.Clean_Ask';
import cancel from '@salesforce/label/c.Clean_Cancel';
import close from '@salesforce/label/c.Clean_Close';
import count from '@salesforce/label/c.Clean_Count';
import heading from '@salesforce/label/c.Clean_Heading';
import meaning from '@salesforce/label/c.Clean_Meaning';
import putBack from '@salesforce/label/c.Clean_Put_Back';
import remove from '@salesforce/label/c.Clean_Remove';
import removeForGood from '@salesforce/label/c.Clean_Remove_For_Good';
import setAside from '@salesforce/label/c.Clean_Set_Aside';
import working from '@salesforce/label/c.Clean_Working';

export const LABELS = {
    ask,
    cancel,
    close,
    count,
    heading,
    meaning,
    putBack,
    remove,
    removeForGood,
    setAside,
    working,
};
