import type { Page } from '@playwright/test';

/** What the page sends to kernels. */
export class Wire {
  constructor(page: Page) {
    page.on('websocket', socket => {
      if (/\/api\/kernels\/[^/]+\/channels/.test(socket.url())) {
        this.sockets++;
        socket.on('framesent', ({ payload }) => this._sent.push(payload.toString()));
      }
    });
  }

  /** Connections to kernels that were opened so far. */
  sockets = 0;

  /** All messages so far. */
  get sent(): readonly string[] {
    return this._sent;
  }

  /** Those that cellheat sent: they carry its name in their metadata and their code. */
  get ours(): readonly string[] {
    return this._sent.filter(text => text.includes('cellheat'));
  }

  clear(): void {
    this._sent.length = 0;
    this.sockets = 0;
  }

  private readonly _sent: string[] = [];
}
