import './base.css';
import './panel.css';
import './progress.css';
import './profile.css';
import './table.css';
import './calls.css';
import './memory.css';
import './toolbar.css';
