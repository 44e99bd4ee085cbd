// The start of the interface: the nonce of styles first, then the application.
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/app.css';

import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';

import { App } from './app/App';
import { styleNonce } from './app/nonce';

setNonce(styleNonce());
createRoot(document.getElementById('root')!).render(<App />);
