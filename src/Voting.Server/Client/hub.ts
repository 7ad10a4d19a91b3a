// The hub client, loaded after the page is there. Nothing but a WebSocket: where there is none, the board polls.
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import type { HubConnection } from '@microsoft/signalr';

declare global {
  interface Window { openHub?: (url: string) => HubConnection }
}

window.openHub = url => new HubConnectionBuilder()
  .withUrl(url, { skipNegotiation: true, transport: HttpTransportType.WebSockets })
  .configureLogging(LogLevel.None)
  .build();
