import { code, expect, type Instrument, type Lab, markdown, Notebook, test } from './lab';

// It counts its runs, prints and shows a value: all that an ordinary run does
const COUNTING = [
  `runs = globals().get('runs', 0) + 1`,
  `print('printed', runs)`,
  `sum(i * i for i in range(50_000)) and runs`
].join('\n');

interface IWay {
  name: string;
  instrument: Instrument;
  mode?: 'edit';
  go: (notebook: Notebook) => Promise<void>;
}

const WAYS: IWay[] = [
  { name: 'the toolbar button', instrument: 'calls', go: notebook => notebook.profile() },
  {
    name: 'the toolbar button while a cell is edited',
    instrument: 'calls',
    mode: 'edit',
    go: notebook => notebook.profile()
  },
  ...(['timeit', 'calls', 'memory'] as const).map(instrument => ({
    name: `the arrow, ${instrument}`,
    instrument,
    go: (notebook: Notebook) => notebook.choose(instrument)
  })),
  {
    name: 'the arrow while a cell is edited',
    instrument: 'memory',
    mode: 'edit',
    go: notebook => notebook.choose('memory')
  },
  {
    name: 'the icon in the toolbar of the cell',
    instrument: 'calls',
    go: notebook =>
      notebook
        .cell(0)
        .getByRole('toolbar', { name: 'Cell toolbar' })
        .getByRole('button', { name: /^(Which function|Where does the time go)\?/ })
        .click()
  },
  ...(
    [
      ['calls', /Profile Cell/],
      ['timeit', /How long/i],
      ['calls', /Which function/i, /Calls/],
      ['memory', /How much memory/i, /The kernel’s memory/i]
    ] as const
  ).flatMap(([instrument, ...labels]) => [
    {
      name: `the context menu, ${labels.map(({ source }) => source).join(', ')}`,
      instrument,
      go: async (notebook: Notebook) => {
        await notebook.contextMenu(0, ...labels);
      }
    },
    {
      name: `the menu bar, ${labels.map(({ source }) => source).join(', ')}`,
      instrument,
      go: (notebook: Notebook) => notebook.menuBar('Profile', ...labels)
    }
  ]),
  ...(
    [
      ['calls', 'Profile Cell'],
      ['memory', 'Profile Cell: How much memory? (resident memory)']
    ] as const
  ).map(([instrument, label]) => ({
    name: `the palette, ${label}`,
    instrument,
    go: (notebook: Notebook) => notebook.palette(label)
  })),
  {
    name: 'the shortcut in command mode',
    instrument: 'calls',
    go: notebook => notebook.page.keyboard.press('Alt+Shift+P')
  },
  {
    name: 'the shortcut in edit mode',
    instrument: 'calls',
    mode: 'edit',
    go: notebook => notebook.page.keyboard.press('Alt+Shift+P')
  }
];

test.describe('a profile starts from', () => {
  let notebook: Notebook;
  let runs = 0;

  test.beforeAll(async ({ lab }) => {
    notebook = await lab.open([COUNTING, 'other = 1']);
    runs = 0;
  });

  for (const { name, instrument, mode, go } of WAYS) {
    test(name, async ({ lab }) => {
      await notebook.select(0);
      if (mode) {
        await notebook.edit(0);
      }

      await lab.panel.newResult(() => go(notebook));

      await expect(lab.panel.result).toHaveAttribute('data-instrument', instrument);
      runs += instrument === 'timeit' ? 0 : 1;
      if (runs > 0) {
        await expect(notebook.output(0)).toHaveText([`printed ${runs}`, `${runs}`]);
        await expect(notebook.prompt(0)).toHaveText(`[${runs}]:`);
      }
      await expect(notebook.cell(0)).toHaveClass(/jp-mod-active/);
    });
  }
});

/** Where the user is: which element has the focus, in which cell and at which character. */
async function whereabouts({ page }: Notebook): Promise<object> {
  return page.evaluate(() => {
    const panel = Reflect.get(window, 'jupyterapp').shell.currentWidget;
    const { content } = panel;
    const cursor = content.activeCell.editor?.getCursorPosition();
    return {
      mode: content.mode,
      active: content.activeCellIndex,
      selected: content.widgets.map((cell: unknown) => content.isSelected(cell)),
      cursor: cursor && [cursor.line, cursor.column],
      focus: document.activeElement?.className.split(' ').slice(0, 2),
      inCell: content.activeCell.node.contains(document.activeElement)
    };
  });
}

test.describe('the user stays where they were', () => {
  let notebook: Notebook;

  test.beforeAll(async ({ lab }) => {
    notebook = await lab.open([COUNTING, 'other = 1', 'third = 3']);
  });

  const waysToStay: [string, (notebook: Notebook, lab: Lab) => Promise<void>][] = [
    ['the shortcut', notebook => notebook.page.keyboard.press('Alt+Shift+P')],
    ['the toolbar button', notebook => notebook.profile()],
    ['the arrow', notebook => notebook.choose('memory')],
    ['timeit', notebook => notebook.choose('timeit')]
  ];
  for (const [name, go] of waysToStay) {
    test(`in the middle of a line: ${name}`, async ({ lab }) => {
      await notebook.edit(0);
      await notebook.page.keyboard.press('ControlOrMeta+Home');
      await notebook.page.keyboard.press('ArrowDown');
      await notebook.page.keyboard.press('ArrowRight');
      const before = await whereabouts(notebook);
      expect(before).toMatchObject({ mode: 'edit', cursor: [1, 1], inCell: true });

      await lab.panel.newResult(() => go(notebook, lab));

      expect(await whereabouts(notebook)).toEqual(before);
      // what is typed next goes where it would have gone
      await notebook.page.keyboard.type('x');
      await expect(notebook.editor(0)).toContainText(`pxrint('printed'`);
      await notebook.page.keyboard.press('Backspace');
    });
  }

  test('in command mode, so that the next key works', async ({ lab }) => {
    await notebook.select(0);
    const before = await whereabouts(notebook);

    await lab.panel.newResult(() => notebook.profile());

    expect(await whereabouts(notebook)).toEqual(before);
    await notebook.page.keyboard.press('ArrowDown');
    await expect(notebook.cell(1)).toHaveClass(/jp-mod-active/);
  });

  test('with three cells selected, of which the active one runs', async ({ lab }) => {
    await notebook.select(0);
    await notebook.page.keyboard.press('Shift+ArrowDown');
    await notebook.page.keyboard.press('Shift+ArrowDown');
    await expect(notebook.root.locator('.jp-Cell.jp-mod-selected')).toHaveCount(3);
    const prompts = await notebook.root.locator('.jp-InputPrompt').allInnerTexts();
    const before = await whereabouts(notebook);

    await lab.panel.newResult(() => notebook.profile());

    await expect(lab.panel.line).toHaveText(
      '3 cells were selected; only the active one was profiled.'
    );
    await expect(lab.panel.chip).toContainText('third = 3');
    const after = await notebook.root.locator('.jp-InputPrompt').allInnerTexts();
    expect(after.slice(0, 2)).toEqual(prompts.slice(0, 2));
    expect(after[2]).not.toBe(prompts[2]);
    expect(await whereabouts(notebook)).toEqual(before);
  });
});

test('Profile asks its own question, whatever the menu was used for before', async ({ lab }) => {
  const notebook = await lab.open([COUNTING]);
  await lab.panel.newResult(() => notebook.choose('memory'));
  await expect(lab.panel.result).toHaveAttribute('data-instrument', 'memory');

  await lab.panel.newResult(() => notebook.profile());

  await expect(lab.panel.result).toHaveAttribute('data-instrument', 'calls');
});

test('row 26: a double click runs the cell once', async ({ lab }) => {
  const notebook = await lab.open([COUNTING, 'runs']);

  await lab.panel.newResult(() => notebook.profileButton.getByRole('button').dblclick());
  await expect(notebook.output(0)).toHaveText(['printed 1', '1']);

  await notebook.run(1);
  await expect(notebook.output(1)).toHaveText(['1']);
  await expect(notebook.prompt(1)).toHaveText('[2]:');
});

test('row 26: five clicks while the cell runs add nothing', async ({ lab }) => {
  const notebook = await lab.open([`${COUNTING}\nimport time\ntime.sleep(0.5)`, 'runs']);

  await lab.panel.newResult(async () => {
    for (let i = 0; i < 5; i++) {
      await notebook.profile();
      await notebook.page.keyboard.press('Alt+Shift+P');
    }
  });

  await notebook.run(1);
  await expect(notebook.output(1)).toHaveText(['1']);
});

test('a click right after the page has been opened is not lost', async ({ own }) => {
  const notebook = await own.visit([COUNTING], { wait: false });
  // the moment the button is there: the kernel has not even been started
  await notebook.profile();

  await own.panel.untilNew(null);
  await expect(notebook.output(0)).toHaveText(['printed 1', '1']);
  await expect(notebook.prompt(0)).toHaveText('[1]:');
});

test('a Markdown cell offers nothing, and says why', async ({ lab }) => {
  const notebook = await lab.open([markdown('# Words'), 'x = 1']);
  await notebook.cell(0).click();
  await lab.execute('cellheat:show-panel');

  await expect(lab.panel.title).toHaveText('This is not a code cell.');
  await expect(notebook.profileButton).toHaveAttribute('aria-disabled', 'true');
  await expect(notebook.profileButton).toHaveAttribute('title', /This is not a code cell/);
  await expect(notebook.arrow).toHaveAttribute('aria-disabled', 'true');
  await notebook.page.keyboard.press('Alt+Shift+P');
  // the code cell below can be profiled, and is the only thing that ran
  await notebook.select(1);
  await lab.panel.newResult(() => notebook.profile());
  await expect(notebook.prompt(1)).toHaveText('[1]:');
});

test.describe('a profiled run is an ordinary run', () => {
  const cells: [string, string, string[]][] = [
    ['a plain cell', `print('one')\n'two'`, ['one', `'two'`]],
    [
      'a cell that awaits',
      `import asyncio\nprint(await asyncio.sleep(0.01, 'slept'))\n3`,
      ['slept', '3']
    ],
    ['a magic', `%%capture caught\nprint('captured')`, []],
    ['a shell command', `!echo from the shell`, ['from the shell']],
    ['a cell that raises', `print('before')\n1/0`, ['before', 'ZeroDivisionError']],
    ['no output for a semicolon', `1 + 1;`, []]
  ];
  for (const [name, source, outputs] of cells) {
    test(name, async ({ lab }) => {
      const notebook = await lab.open([source, source, `(In[1] == In[2], sorted(set(Out)))`]);
      await lab.panel.newResult(() => notebook.profile());
      await notebook.run(1);

      const profiled = await notebook.output(0).allInnerTexts();
      const plain = await notebook.output(1).allInnerTexts();
      expect(profiled.map(text => text.replace('[1]', '[2]'))).toEqual(plain);
      await expect(notebook.output(0)).toHaveCount(outputs.length);
      for (const [i, text] of outputs.entries()) {
        await expect(notebook.output(0).nth(i)).toContainText(text);
      }
      await expect(notebook.prompt(0)).toHaveText('[1]:');
      await expect(notebook.prompt(1)).toHaveText('[2]:');
      await notebook.run(2);
      await expect(notebook.output(2)).toContainText('True');
    });
  }

  test('row 11: a cell that asks for input', async ({ lab }) => {
    const notebook = await lab.open([`name = input('Who? ')\nprint('Hello', name)`]);
    await lab.panel.newResult(async () => {
      await notebook.profile();
      await notebook.cell(0).locator('.jp-Stdin-input').fill('Ada');
      await notebook.cell(0).locator('.jp-Stdin-input').press('Enter');
    });
    await expect(notebook.output(0).last()).toContainText('Hello Ada');
  });
});

test('outputs of an earlier run are replaced', async ({ lab }) => {
  const old = { output_type: 'stream', name: 'stdout', text: 'from long ago' };
  const notebook = await lab.open([code(`print('new')`, [old])]);
  await expect(notebook.output(0)).toHaveText(['from long ago']);

  await lab.panel.newResult(() => notebook.profile());

  await expect(notebook.output(0)).toHaveText(['new']);
});
