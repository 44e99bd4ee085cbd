// How much of the window a list may fill, and whether it is being printed.
import { type RefObject, useEffect, useLayoutEffect, useState } from 'react';
import { flushSync } from 'react-dom';

const BELOW = 12;
const LEAST = 240;

/** Height from the box's head to the window's end; measured again whenever something above it may have moved. */
export function useRoom(box: RefObject<HTMLElement | null>): number {
  const [room, setRoom] = useState(LEAST);
  const measure = () => {
    const top = box.current ? box.current.getBoundingClientRect().top + scrollY : 0;
    setRoom(Math.max(LEAST, Math.round(innerHeight - top - BELOW)));
  };
  useLayoutEffect(measure);
  useEffect(() => {
    addEventListener('resize', measure);
    return () => removeEventListener('resize', measure);
  }, []); // eslint-disable-line react-hooks/exhaustive-deps
  return room;
}

/** True from before to after printing: paper takes all rows that are there, not those in view. */
export function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const begin = () => flushSync(() => setPrinting(true));
    const end = () => setPrinting(false);
    addEventListener('beforeprint', begin);
    addEventListener('afterprint', end);
    return () => {
      removeEventListener('beforeprint', begin);
      removeEventListener('afterprint', end);
    };
  }, []);
  return printing;
}
