import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { INSTRUMENTS, Instrument } from './model/contract/profile';
import { Beside, BESIDE } from './model/instruments/ways';

/** What the user set in the settings editor; the defaults until that is loaded. */
export class Settings {
  constructor(private readonly _plugin: string) {}

  /** Load the settings; `changed` is called now and at every change. */
  async load(registry: ISettingRegistry | null, changed: () => void): Promise<void> {
    this._settings = (await registry?.load(this._plugin)) ?? null;
    this._settings?.changed.connect(changed);
    changed();
  }

  readonly defaultInstrument = (): Instrument =>
    INSTRUMENTS.find(known => known === this._value('defaultInstrument')) ?? 'overview';

  /** Seconds that timeit may take. */
  readonly timeBudget = (): number => this._number('timeBudget', 2);

  /** Seconds between two samples of memory. */
  readonly memoryInterval = (): number => this._number('memoryInterval', 0.01);

  /** How many functions a table shows at first. */
  readonly tableRows = (): number => this._number('tableRows', 15);

  /** What is measured beside each instrument of one run. */
  readonly also = (): readonly Beside[] => {
    const value = this._value('also');
    return Array.isArray(value) ? BESIDE.filter(one => value.includes(one)) : [];
  };

  readonly setAlso = async (also: readonly Beside[]): Promise<void> => {
    await this._settings?.set('also', [...also]);
  };

  /** Whether kernels are asked for their memory after each cell, whoever looks. */
  readonly watchMemory = (): boolean => this._value('watchMemory') === true;

  readonly setWatchMemory = async (watch: boolean): Promise<void> => {
    await this._settings?.set('watchMemory', watch);
  };

  private _number(key: string, otherwise: number): number {
    const value = this._value(key);
    return typeof value === 'number' ? value : otherwise;
  }

  private _value(key: string): unknown {
    return this._settings?.get(key).composite;
  }

  private _settings: ISettingRegistry.ISettings | null = null;
}
