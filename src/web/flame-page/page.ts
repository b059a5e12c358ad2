// The script of a flame graph in an HTML file: reads what the file holds, and makes the page. It runs when it is loaded.

import { readPage } from './page-data.ts';
import { startPage } from './start-page.ts';

startPage(readPage(document), document.body);
