// What is drawn when the desktop stands; it comes with the code that draws it.
import './transcript.css';
import './find.css';
import './words.css';
import './tools.css';
import './todo.css';
import './foot.css';
import './held.css';
import './meter.css';
import './budgets.css';
import './writing.css';
import './intake.css';
import './approval.css';
import './conversations.css';
import './changes.css';
import './plan.css';
import './files.css';
import './tour.css';
