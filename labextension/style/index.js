import './theme.css';
import './base.css';
import './shell.css';
import './home.css';
import './chat.css';
import './tools.css';
import './foot.css';
import './conversations.css';
