import { createElement } from 'lwc';
import App from 'console/app';

document.body.append(createElement('console-app', { is: App }));
