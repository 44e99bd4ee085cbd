// Going from screen to screen: every state of a screen stands in its address, so that links and Back always work.
import { Anchor, type AnchorProps } from '@mantine/core';
import { createLink, useLocation, useNavigate, useParams } from '@tanstack/react-router';
import { type AnchorHTMLAttributes, type ReactNode, useCallback } from 'react';

import type { Search } from './room';

const Bare = createLink(Anchor) as unknown as (
  props: AnchorProps & AnchorHTMLAttributes<HTMLAnchorElement> & { to: string; search?: Search; replace?: boolean },
) => ReactNode;

/** A link to a screen: `<Go to="/r/contact" search={{ q: 'ana' }}>`. */
export function Go(props: Parameters<typeof Bare>[0]) {
  return <Bare {...props} search={props.search ?? {}} />;
}

export type GoTo = (to: string, options?: { search?: Search; replace?: boolean }) => void;

/** A function that goes to a screen. */
export function useGo(): GoTo {
  const navigate = useNavigate();
  return useCallback(
    (to, { search = {}, replace = false } = {}) => void navigate({ to, search, replace } as never),
    [navigate],
  );
}

/** A parameter of the path; `useParam('id')` in `/r/$type/$id`. */
export function useParam(name: string): string {
  const params = useParams({ strict: false }) as Record<string, string | undefined>;
  return params[name] ?? '';
}

export const usePath = (): string => useLocation({ select: (one) => one.pathname });

/** The state in the address, and how to change parts of it: empty ones leave it. Typing replaces, choosing pushes. */
export function useSearch(): [Search, (changes: Record<string, string | null | undefined>, how?: { push?: boolean }) => void] {
  const search = useLocation({ select: (one) => one.search as Search }) as unknown as Search;
  const navigate = useNavigate();
  const change = useCallback(
    (changes: Record<string, string | null | undefined>, { push = false } = {}) => {
      void navigate({
        to: '.',
        replace: !push,
        search: (before: Search) => {
          const after: Search = { ...before };
          for (const [name, value] of Object.entries(changes)) {
            if (value) after[name] = value;
            else delete after[name];
          }
          return after;
        },
      } as never);
    },
    [navigate],
  );
  return [search, change];
}

const own = new Map<string, string>();

/** Names the screens of record types that have one of their own, by `Room.records`. */
export function recordScreens(screens: Record<string, string>): void {
  for (const [type, path] of Object.entries(screens)) own.set(type, path);
}

/** Where a record is shown: a room's own screen of its type, else the general form. */
export const recordPath = (type: string, id: string) => own.get(type)?.replace('$id', id) ?? `/r/${type}/${id}`;
