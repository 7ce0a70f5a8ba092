import { act } from 'react';
import { createRoot, Root } from 'react-dom/client';

// React warns of updates outside `act` only where it is told that this is a test
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

const roots: Root[] = [];

/** Draw an element and give the node that it is in. */
export function drawn(element: JSX.Element): HTMLElement {
  const node = document.createElement('div');
  document.body.append(node);
  const root = createRoot(node);
  roots.push(root);
  act(() => root.render(element));
  return node;
}

/** Take away what the tests of a file have drawn. */
export function clearDrawn(): void {
  act(() => roots.splice(0).forEach(root => root.unmount()));
  document.body.replaceChildren();
}

/** Do as a user does, and let React draw what follows. */
export function click(node: Element | null | undefined): void {
  if (!(node instanceof HTMLElement)) {
    throw new Error('nothing to click');
  }
  act(() => node.click());
}

/** Write into an input. */
export function type(input: HTMLInputElement, text: string): void {
  act(() => {
    // past React, which notices only what it did not set itself
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input, text);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
}

/** The button with this text. */
export function button(within: Element, text: string): HTMLButtonElement | undefined {
  return [...within.querySelectorAll('button')].find(node => node.textContent === text);
}
