// The script inside of an SVG flame graph: click or Enter zooms, the field searches. It runs when it is loaded.

import { compileSearch } from '#flame';
import { addSvgSearch } from './svg-search.ts';
import { createSvgBoxes } from './svg-boxes.ts';

const frames = document.getElementById('frames');
if (frames !== null) {
  const boxes = createSvgBoxes(frames);
  addSvgSearch(document.documentElement, {
    search: (text, isRegexp) => boxes.search(text === '' ? undefined : compileSearch(text, isRegexp)),
    reset: () => boxes.zoom(0),
  });
}
