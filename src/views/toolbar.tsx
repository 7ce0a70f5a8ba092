import {
  caretDownIcon,
  CommandToolbarButton,
  MenuSvg,
  ReactWidget,
  ToolbarButtonComponent
} from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { Message } from '@lumino/messaging';
import { Menu } from '@lumino/widgets';
import { CatalogueState, obstacleTo } from '../model/kernel/catalogue';
import {
  BESIDE,
  IWay,
  leads,
  markedLabel,
  MENU,
  wayInList,
  wayWords
} from '../model/instruments/ways';
import { CommandIDs, IProfileStore } from '../tokens';
import { heatIcon, measureIcon } from './icon';

/** What a Profile button needs of its notebook. */
export interface IProfileButtonOptions {
  readonly commands: CommandRegistry;
  readonly trans: TranslationBundle;
  /** Knows what the kernel can run. */
  readonly store: IProfileStore;
  /** The document that the button belongs to. */
  readonly notebook: object;
  /** Why the active cell cannot be profiled, or `null`. */
  readonly reason: () => string | null;
  /** Make this notebook the current one, which is the one that commands work on. */
  readonly activate: () => void;
}

/** The button of a cell's own toolbar; unlike those beside it, it leaves the focus in the editor. */
export function cellButton(commands: CommandRegistry): CommandToolbarButton {
  return new CommandToolbarButton({
    commands,
    id: CommandIDs.profileCell,
    args: { toolbar: true },
    icon: heatIcon,
    label: '',
    noFocusOnClick: true
  });
}

/** The button of a compare cell's toolbar; elsewhere it is not seen. */
export function measureButton(commands: CommandRegistry): CommandToolbarButton {
  return new CommandToolbarButton({
    commands,
    id: CommandIDs.measure,
    args: { toolbar: true },
    icon: measureIcon,
    label: '',
    noFocusOnClick: true
  });
}

/**
 * The split button of a notebook's toolbar: a click runs the default instrument, the arrow asks
 * which question to answer.
 */
export class ProfileButton extends ReactWidget {
  constructor(options: IProfileButtonOptions) {
    super();
    this._options = options;
    this.addClass('jp-Cellheat-Toolbar');
    this._menu = waysMenu(options);
    this._menu.aboutToClose.connect(this._onMenuClosing, this);
  }

  dispose(): void {
    this._menu.dispose();
    super.dispose();
  }

  /** Down opens the menu, as it does on every menu button. */
  handleEvent(event: Event): void {
    const { key, target } = event as KeyboardEvent;
    if (key === 'ArrowDown' && (target as Element).closest(`.${ARROW_CLASS}`)) {
      event.preventDefault();
      event.stopPropagation();
      this._openMenu();
    }
  }

  protected onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this.node.addEventListener('keydown', this);
  }

  protected onBeforeDetach(msg: Message): void {
    this.node.removeEventListener('keydown', this);
    super.onBeforeDetach(msg);
  }

  protected render(): JSX.Element {
    const { trans, reason } = this._options;
    const why = reason();
    return (
      <>
        <ToolbarButtonComponent
          className={MAIN_CLASS}
          icon={heatIcon}
          label={trans.__('Profile')}
          tooltip={trans.__('Profile the active cell')}
          disabledTooltip={why ?? undefined}
          enabled={why === null}
          onClick={() => this._profile()}
          noFocusOnClick
        />
        <span ref={this._onArrow}>
          <ToolbarButtonComponent
            className={ARROW_CLASS}
            icon={caretDownIcon}
            tooltip={trans.__('Choose what to measure')}
            disabledTooltip={why ?? undefined}
            enabled={why === null}
            onClick={() => this._openMenu()}
            noFocusOnClick
          />
        </span>
      </>
    );
  }

  private _profile(): void {
    const { activate, commands } = this._options;
    activate();
    void commands.execute(CommandIDs.profileCell);
  }

  private _openMenu(): void {
    if (this._options.reason() !== null) {
      return;
    }
    this._options.activate();
    this._focused = document.activeElement as HTMLElement | null;
    const { left, bottom } = this.node.getBoundingClientRect();
    this._setExpanded(true);
    this._menu.open(left, bottom);
    this._options.store.changed.connect(this._menu.update, this._menu);
    // who only looks has not asked for anything: a kernel hears of us at the first click on an entry
    void this._options.commands.execute(CommandIDs.askKernel, { known: true });
  }

  /** Runs before the chosen command, which so finds the focus where it was. */
  private _onMenuClosing(): void {
    this._setExpanded(false);
    this._options.store.changed.disconnect(this._menu.update, this._menu);
    this._focused?.focus({ preventScroll: true });
    this._focused = null;
  }

  /** Set by hand: JupyterLab's button passes these on since 4.6 only. */
  private _setExpanded(expanded: boolean): void {
    this._arrow?.setAttribute('aria-haspopup', 'menu');
    this._arrow?.setAttribute('aria-expanded', String(expanded));
  }

  private readonly _onArrow = (parent: HTMLElement | null): void => {
    this._arrow = parent?.firstElementChild ?? null;
    this._setExpanded(false);
  };

  private readonly _options: IProfileButtonOptions;
  private readonly _menu: Menu;
  private _arrow: Element | null = null;
  private _focused: HTMLElement | null = null;
}

const MAIN_CLASS = 'jp-Cellheat-Toolbar-profile';
const ARROW_CLASS = 'jp-Cellheat-Toolbar-arrow';

/** Each question with the ways to answer it; what is not about one cell stands below. */
function waysMenu({ commands, notebook, store, trans }: IProfileButtonOptions): Menu {
  const renderer = new WayRenderer(trans, () => store.catalogue(notebook));
  const menu = new Menu({ commands, renderer });
  menu.addClass('jp-ThemedContainer');
  menu.addClass('jp-Cellheat-Menu');
  for (const { ways } of MENU) {
    ways.forEach(way => menu.addItem({ command: CommandIDs.profileCell, args: { ...way } }));
    menu.addItem({ type: 'separator' });
  }
  for (const instrument of BESIDE) {
    menu.addItem({ command: CommandIDs.alsoMeasure, args: { instrument } });
  }
  menu.addItem({ type: 'separator' });
  menu.addItem({ command: CommandIDs.showStack });
  menu.addItem({ command: CommandIDs.showInstruments });
  return menu;
}

/**
 * Asks the question once for all ways to answer it, with the tool where a menu shows shortcuts, and
 * ticks what is on as JupyterLab's own menus do.
 */
class WayRenderer extends MenuSvg.Renderer {
  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _catalogue: () => CatalogueState | null
  ) {
    super();
  }

  createItemClass(data: Menu.IRenderData): string {
    const way = wayOf(data.item);
    const name = super.createItemClass(data);
    return way && !leads(way) ? `${name} jp-mod-further` : name;
  }

  createItemDataset({
    item,
    ...rest
  }: Menu.IRenderData): ReturnType<Menu.Renderer['createItemDataset']> {
    const way = wayOf(item);
    const data = super.createItemDataset({ item, ...rest });
    return way && this._obstacle(way) ? { ...data, missing: 'true' } : data;
  }

  /** A check box in both states: JupyterLab's menus may not know one that is off. */
  createItemARIA(data: Menu.IRenderData): ReturnType<Menu.Renderer['createItemARIA']> {
    const aria = super.createItemARIA(data);
    const { command, isToggled } = data.item;
    return command === CommandIDs.alsoMeasure
      ? { ...aria, role: 'menuitemcheckbox', 'aria-checked': String(isToggled) }
      : aria;
  }

  formatLabel(data: Menu.IRenderData): ReturnType<Menu.Renderer['formatLabel']> {
    const way = wayOf(data.item);
    return way ? wayInList(way, this._trans) : super.formatLabel(data);
  }

  formatShortcut(data: Menu.IRenderData): ReturnType<Menu.Renderer['formatShortcut']> {
    const way = wayOf(data.item);
    if (!way) {
      return super.formatShortcut(data);
    }
    const { tool } = wayWords(way, this._trans);
    return this._obstacle(way) ? markedLabel(tool, this._trans) : tool;
  }

  private _obstacle(way: IWay): string | null {
    return obstacleTo(way, this._catalogue());
  }
}

function wayOf({ args, command }: Menu.IItem): IWay | null {
  return command === CommandIDs.profileCell ? (args as unknown as IWay) : null;
}
