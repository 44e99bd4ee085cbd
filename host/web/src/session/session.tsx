// Who is signed in, in which company they work, and what their screens are set to.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';

import { api, data, type Schema } from '@/api/client';
import { fetched } from '@/api/http';
import { type RecordType, typesQuery } from '@/api/meta';

export type Interface = Schema<'InterfaceOut'>;
export type Plugin = Interface['plugins'][number];
export type Company = Interface['companies'][number];
/** Named settings of the reader, kept by the host: any JSON by name, `list:contact` for one. */
export type Preferences = Record<string, unknown>;

export interface Session {
  user: Interface['user'];
  companies: Company[];
  /** The company in which the reader works now. */
  company: Company;
  /** Plugins that work in it. */
  plugins: Plugin[];
  hostVersion: string;
  types: RecordType[];
  preferences: Preferences;
  choose: (company: string) => void;
  prefer: (name: string, value: unknown) => void;
  signOut: () => Promise<void>;
  /** Whether the reader may do something with records of a type. */
  may: (type: string, what: 'read' | 'create' | 'update' | 'delete') => boolean;
}

const Context = createContext<Session | null>(null);

export const interfaceQuery = {
  queryKey: ['interface'],
  queryFn: () => data<Interface>(api.GET('/api/v1/interface')),
  staleTime: Infinity,
};

export const preferencesQuery = {
  queryKey: ['preferences'],
  queryFn: () => fetched<Preferences>('/api/v1/preferences'),
  staleTime: Infinity,
};

/** Gives its children the session; `none` is shown where the reader has no company. */
export function SessionRoom({ children, none }: { children: ReactNode; none: ReactNode }) {
  const client = useQueryClient();
  const met = useQuery(interfaceQuery).data;
  const types = useQuery(typesQuery).data;
  const preferences = useQuery(preferencesQuery).data;
  const saved = useMutation({
    mutationFn: (all: Preferences) => fetched('/api/v1/preferences', { method: 'PUT', body: all }),
  });
  const save = saved.mutate;
  const session = useMemo<Session | null>(() => {
    if (!met || !types || !preferences) return null;
    const company = met.companies.find((one) => one.id === preferences.company) ?? met.companies[0];
    if (!company) return null;
    const prefer = (name: string, value: unknown) => {
      const all = { ...client.getQueryData<Preferences>(preferencesQuery.queryKey), [name]: value };
      if (value === undefined || value === null) delete all[name];
      client.setQueryData(preferencesQuery.queryKey, all);
      save(all);
    };
    const byName = new Map(types.map((one) => [one.name, one]));
    return {
      user: met.user,
      companies: met.companies,
      company,
      plugins: met.plugins.filter((one) => one.companies.includes(company.id)),
      hostVersion: met.host.version,
      types,
      preferences,
      prefer,
      choose: (id) => prefer('company', id),
      signOut: async () => {
        await api.DELETE('/api/v1/session');
        client.clear();
        location.assign('/');
      },
      may: (type, what) => byName.get(type)?.may[what] ?? false,
    };
  }, [met, types, preferences, client, save]);
  if (session) return <Context value={session}>{children}</Context>;
  return met && types && preferences ? none : null;
}

export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error('nobody is signed in here');
  return session;
}

/** The reader's own setting of a name, and how to set it. */
export function usePreference<T>(name: string, otherwise: T): [T, (value: T | undefined) => void] {
  const { preferences, prefer } = useSession();
  return [(preferences[name] as T | undefined) ?? otherwise, (value) => prefer(name, value)];
}
