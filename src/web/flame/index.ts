// Flame graphs on a canvas: their layout, colours and the view that a page embeds.
export { collectBoxes, type FlameBoxes, type FlameWindow } from './boxes.ts';
export { changeFill, packageFill, shareFill, type FlameFill, type FlameTheme } from './colors.ts';
export { describeNode, flameFacts, type FlameFacts } from './describe.ts';
export type { FlamePainter } from './draw.ts';
export {
  createFlameView,
  type FlamePicture,
  type FlamePlace,
  type FlameView,
  type FlameViewOptions,
} from './flame-view.ts';
export { layOutFlame, nodeAt, type FlameLayout, type FlameOrder, type FlameTree } from './layout.ts';
export { fittingName, packageOf } from '#flame';
export { namePainter } from './painters.ts';
export { nodeOnPath, pathOf } from './path.ts';
export { invertFlame, pivotFlame, type PivotedFlame } from './regrow.ts';
export type { FlameSide, FoundFrames } from './scene.ts';
export { flameViewStyles } from './styles.ts';
