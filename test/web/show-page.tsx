import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

/** Shows a component as the page, under StrictMode. */
export function showPage(component: ReactNode): void {
  const root = document.getElementById('root');
  if (root) createRoot(root).render(<StrictMode>{component}</StrictMode>);
}
