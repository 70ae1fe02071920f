/** The servers that the tests of one run share. A request to `serversUrl` starts a server on first use, and returns its URL. */
export type LettaPeers =
  | { readonly modelUrl: string; readonly serversUrl: string; readonly missing?: undefined }
  | { readonly missing: string };

declare module 'vitest' {
  interface ProvidedContext {
    letta: LettaPeers;
  }
}
