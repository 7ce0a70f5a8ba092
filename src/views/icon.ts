import { LabIcon } from '@jupyterlab/ui-components';

/** A flame above the line of a cell. */
export const heatIcon = new LabIcon({
  name: 'cellheat:heat',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 16 16">
  <path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M8.2 1c.4 2.4 4 4 4 7.3a4.2 4.2 0 0 1-8.4 0c0-1.7.8-2.9 1.8-3.8.1 1 .5 1.7 1.2 2C6.5 4.500 7 2.500 8.200 1zM8.200 7c-.2 1-1.600 1.500-1.600 2.700a1.500 1.500 0 0 0 3 0C9.600 8.600 8.500 8 8.200 7z" fill-rule="evenodd"/>
  <path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M2 13.500h12V15H2z"/>
</svg>`
});

/** An open book. */
export const lessonsIcon = new LabIcon({
  name: 'cellheat:lessons',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 16 16">
  <path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M1 3c2.500-.8 4.600-.5 6.400.8v9.400C5.600 12 3.500 11.700 1 12.400zm1.300 1v6.900c1.400-.2 2.700 0 3.800.5V4.500C5 3.900 3.700 3.700 2.300 4zM15 3c-2.500-.8-4.600-.5-6.400.8v9.400c1.800-1.200 3.900-1.500 6.400-.8z" fill-rule="evenodd"/>
</svg>`
});

/** Two bars of time. */
export const measureIcon = new LabIcon({
  name: 'cellheat:measure',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 16 16">
  <path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M2 2h1.300v12H2zm2.500 2H14v3H4.500zm0 5H8v3H4.500z"/>
</svg>`
});

/** Bars, the longest first. */
export const slowestIcon = new LabIcon({
  name: 'cellheat:slowest',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 16 16">
  <path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M2 3h12v2.500H2zm0 4h8v2.500H2zm0 4h4v2.500H2z"/>
</svg>`
});
