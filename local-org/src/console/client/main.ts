import '@lwc/synthetic-shadow'; // first: it patches the DOM before any element is made
import { createElement } from 'lwc';
import App from 'console/app';

document.body.append(createElement('console-app', { is: App }));
