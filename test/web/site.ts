import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { build, type Plugin } from 'esbuild';
import { type Site, serve } from './serve.ts';

export interface SiteOptions {
  /** The file of the page's code in `pages/`. */
  readonly page: string;
  /** Packages that the page gets in place of others. */
  readonly alias?: Readonly<Record<string, string>>;
  /** Answers what is not the page. */
  readonly fetch?: (request: Request) => Response | Promise<Response>;
}

/** Bundles a page from the sources and serves it. */
export async function startSite({ page, alias = {}, fetch = notFound }: SiteOptions): Promise<Site> {
  const script = await bundle(page, alias);
  const respond = (request: Request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/') return respondWith(html, 'text/html');
    return pathname === '/page.js' ? respondWith(script, 'text/javascript') : fetch(request);
  };
  return serve(getRequestListener(respond));
}

const html =
  '<!doctype html><html lang="en"><title>Page</title><div id="root"></div><script type="module" src="/page.js"></script></html>';

function respondWith(text: string, type: string): Response {
  return new Response(text, { headers: { 'content-type': `${type}; charset=utf-8` } });
}

function notFound(): Response {
  return new Response('Not found', { status: 404 });
}

/** Tests import what users import, and get the source. */
const fromSource: Plugin = {
  name: 'from-source',
  setup({ onResolve }) {
    onResolve({ filter: /^toolferry(\/|$)/ }, ({ path }) => {
      const entry = path.slice('toolferry'.length);
      return { path: fileURLToPath(new URL(`../../src${entry}/index.ts`, import.meta.url)) };
    });
  },
};

async function bundle(page: string, alias: Readonly<Record<string, string>>): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`pages/${page}`, import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    alias,
    // StrictMode calls effects twice in development only.
    define: { 'process.env.NODE_ENV': '"development"' },
    plugins: [fromSource],
  });
  return outputFiles[0]?.text ?? '';
}
