/** The nonce that the host gave the styles of this page; empty where none is asked for (the development server). */
export function styleNonce(): string {
  return document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? '';
}
