/** What the tests of one run share. A server starts when the first test asks `serversUrl` for it, and answers its URL. */
export type LettaPeers =
  | { readonly modelUrl: string; readonly serversUrl: string; readonly missing?: undefined }
  | { readonly missing: string };

declare module 'vitest' {
  interface ProvidedContext {
    letta: LettaPeers;
  }
}
