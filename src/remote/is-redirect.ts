/** Whether a response redirects. Browsers hide its status (`opaqueredirect`), and a custom fetch may have followed it. */
export function isRedirect({ type, redirected, status }: Response): boolean {
  return type === 'opaqueredirect' || redirected || (status >= 300 && status <= 399);
}
