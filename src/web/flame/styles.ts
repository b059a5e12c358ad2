// The style sheet of a flame graph, for pages that are made of strings as well as for bundles.

export const flameViewStyles = `
.flame { position: relative; display: flex; flex-direction: column; min-height: 0; height: 100%; }
.flame-minimap { flex: none; width: 100%; height: 40px; cursor: crosshair; border-bottom: 1px solid #8884; }
.flame-scroller { flex: 1; min-height: 0; overflow-x: hidden; overflow-y: auto; position: relative; }
.flame-spacer { position: relative; }
.flame-canvas { position: sticky; top: 0; display: block; width: 100%; cursor: pointer; }
.flame-tree { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.flame-scroller:has(.flame-tree:focus-visible) { outline: 2px solid #3b82f6; outline-offset: -2px; }
.flame-status { flex: none; padding: 2px 8px; min-height: 1.4em; font-size: 12px; opacity: 0.85; }
.flame-tooltip { position: fixed; z-index: 20; max-width: min(640px, 90vw); padding: 6px 9px; border-radius: 6px;
  font-size: 12px; line-height: 1.45; overflow-wrap: anywhere; pointer-events: none;
  background: Canvas; color: CanvasText; border: 1px solid #8886; box-shadow: 0 4px 16px #0004; }
.flame-tooltip > :first-child { font-weight: 600; }
`;
