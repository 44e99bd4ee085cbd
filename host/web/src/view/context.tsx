// What the nodes of a document know of the page that they are on.
import { Box } from '@mantine/core';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';

import { Refusal } from './Asking';

export interface ViewPlace {
  plugin: string;
  page: string;
  /** The record whose slot the page fills. */
  subject?: { type: string; id: string };
  /** Headings inside begin at this level. */
  level: number;
  /** Shows why an action of this page was refused; `null` takes it away. */
  refused: (error: unknown) => void;
  /** After an action of this page was done. */
  done: () => void;
}

const Context = createContext<ViewPlace | null>(null);

export function useView(): ViewPlace {
  const place = useContext(Context);
  if (!place) throw new Error('no view document here');
  return place;
}

/** A place where refusals of the actions inside are shown: a page, or a dialog of it. */
export function ViewRoom({ children, done, ...place }: Omit<ViewPlace, 'refused' | 'done'> & { children: ReactNode; done?: () => void }) {
  const [error, setError] = useState<unknown>(null);
  const { plugin, page, level, subject } = place;
  const after = useCallback(() => {
    setError(null);
    done?.();
  }, [done]);
  const value = useMemo<ViewPlace>(
    () => ({ plugin, page, level, subject, refused: setError, done: after }),
    [plugin, page, level, subject, after],
  );
  // The button may stand far below: the reason comes to where it is seen.
  const why = useRef<HTMLDivElement>(null);
  useEffect(() => why.current?.scrollIntoView({ block: 'nearest' }), [error]);
  return (
    <Context value={value}>
      {error !== null && error !== undefined && <Box ref={why} mb="sm"><Refusal error={error} /></Box>}
      {children}
    </Context>
  );
}

/** The whole name of an action or page that a document of this plugin names. */
export const whole = (plugin: string, name: string) => (name.includes('.') ? name : `${plugin}.${name}`);
