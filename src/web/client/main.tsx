// Starts the UI in the page that the server sent.

import { render } from 'preact';
import { flameViewStyles } from '#web/flame';
import { App } from './app.tsx';
import { readFacts } from './session.ts';
import { readSharedPage } from './shared-page.ts';
import './style.css';
import 'uplot/dist/uPlot.min.css';

const host = document.getElementById('app');
const sheet = new CSSStyleSheet();
sheet.replaceSync(flameViewStyles);
document.adoptedStyleSheets.push(sheet);
if (host !== null) render(<App initialFacts={readFacts()} shared={readSharedPage()} />, host);
