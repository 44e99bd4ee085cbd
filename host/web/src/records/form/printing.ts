// Whether the page is being printed: what is entered is then drawn as what is read.
import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

export function usePrinting(): boolean {
  const [printing, set] = useState(false);
  useEffect(() => {
    const media = window.matchMedia('print');
    // Drawn before the picture for the printer is taken.
    const now = (is: boolean) => flushSync(() => set(is));
    const changed = () => now(media.matches);
    const before = () => now(true);
    const after = () => now(false);
    media.addEventListener('change', changed);
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      media.removeEventListener('change', changed);
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
    };
  }, []);
  return printing;
}
