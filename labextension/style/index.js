// What the first picture of the page needs; `late.js` has the rest.
import './theme.css';
import './base.css';
import './shell.css';
import './home.css';
import './chat.css';
