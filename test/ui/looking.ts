import type { Lab } from './lab';

/** Text whose contrast with what is behind it is below `least`. */
export async function paleText(lab: Lab, selector: string, least: number): Promise<string[]> {
  return lab.page.evaluate(
    ([selector, least]) => {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 1;
      const context = canvas.getContext('2d', { willReadFrequently: true })!;
      const over = (colors: string[]): number[] => {
        context.clearRect(0, 0, 1, 1);
        for (const color of colors) {
          context.fillStyle = color;
          context.fillRect(0, 0, 1, 1);
        }
        return [...context.getImageData(0, 0, 1, 1).data];
      };
      const luminance = (rgb: number[]): number => {
        const [r, g, b] = rgb
          .slice(0, 3)
          .map(value => value / 255)
          .map(value => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const behind = (element: Element): string[] => {
        const colors: string[] = [];
        for (let at: Element | null = element; at; at = at.parentElement) {
          colors.unshift(getComputedStyle(at).backgroundColor);
        }
        return ['white', ...colors];
      };
      const found: string[] = [];
      for (const element of document.querySelectorAll(`${selector} *`)) {
        const text = [...element.childNodes]
          .filter(node => node.nodeType === Node.TEXT_NODE)
          .map(node => node.textContent!.trim())
          .join(' ')
          .trim();
        const box = element.getBoundingClientRect();
        const isDrawn =
          box.width > 1 &&
          box.height > 1 &&
          !element.closest('[aria-hidden]') &&
          element.checkVisibility();
        if (text === '' || !isDrawn || element.matches(':disabled')) {
          continue;
        }
        const ground = behind(element);
        const a = luminance(over([...ground, getComputedStyle(element).color]));
        const b = luminance(over(ground));
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (contrast < least) {
          found.push(`${contrast.toFixed(2)}: ${text.slice(0, 60)}`);
        }
      }
      return [...new Set(found)];
    },
    [selector, least] as const
  );
}

/** What stands out at the right of its box, or is cut there without a sign. */
export async function overflow(lab: Lab, selector: string): Promise<string[]> {
  return lab.page.evaluate(selector => {
    const found: string[] = [];
    for (const root of document.querySelectorAll(selector)) {
      const right = root.getBoundingClientRect().right + 0.5;
      for (const element of [root, ...root.querySelectorAll('*')]) {
        const style = getComputedStyle(element);
        const name = `${element.tagName} ${element.className} ${element.textContent?.slice(0, 40)}`;
        const inBox = element.parentElement?.closest('.jp-Cellheat-Sizes, .jp-Cellheat-Tabs');
        if (element.getBoundingClientRect().width <= 1 || !element.checkVisibility() || inBox) {
          continue;
        }
        if (element.scrollWidth > element.clientWidth + 1 && style.overflowX === 'auto') {
          // a log and a wide table may be scrolled, the panel may not
          if (!element.matches('pre, .jp-Cellheat-Sizes')) {
            found.push(`scrolls: ${name}`);
          }
        }
        if (element.getBoundingClientRect().right > right) {
          found.push(`stands out: ${name}`);
        }
      }
    }
    return found;
  }, selector);
}
