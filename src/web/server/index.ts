// The server of the web UI.
export { serveWeb, type ServeOptions } from './serve.ts';
