/* Of Observable Plot only what we draw with: the rest is left out of the bundle. */
export {
  areaY,
  axisX,
  axisY,
  dot,
  gridY,
  line,
  lineY,
  plot,
  rect,
  ruleX,
  ruleY,
  text
} from '@observablehq/plot';
