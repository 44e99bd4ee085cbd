// From nothing to a screen: language, sign-in, first set-up (NoCompany), then the shell.
import { DirectionProvider, localStorageColorSchemeManager, MantineProvider, MantineThemeProvider, useMatches } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useMemo } from 'react';

import { api, data } from '@/api/client';
import { onSignedOut } from '@/api/http';
import { listen } from '@/api/live';
import { isOffline, Problem } from '@/api/problem';
import { I18n, spoken, useT } from '@/i18n';
import { preferencesQuery, SessionRoom } from '@/session/session';

import { styleNonce } from './nonce';
import { router } from './router';
import { Failed, Waiting } from './states';
import { theme, variables } from './theme';

const SignIn = lazy(() => import('@/session/SignIn'));
const NoCompany = lazy(() => import('@/session/NoCompany'));

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // A refusal stays one; a line that is down may come back.
      retry: (count, error) => count < 2 && isOffline(error),
      refetchOnWindowFocus: false,
    },
  },
});

onSignedOut(() => client.setQueryData(['session'], null));

const schemes = localStorageColorSchemeManager({ key: 'keel-colours' });

export function App() {
  return (
    <DirectionProvider detectDirection>
      <MantineProvider theme={theme} cssVariablesResolver={variables} getStyleNonce={styleNonce} colorSchemeManager={schemes} defaultColorScheme="auto">
        <QueryClientProvider client={client}>
          <Door />
        </QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>
  );
}

/** Asks who is there. */
function Door() {
  const session = useQuery({
    queryKey: ['session'],
    queryFn: () =>
      data(api.GET('/api/v1/session')).catch((error: unknown) => {
        if (error instanceof Problem && error.status === 401) return null;
        throw error;
      }),
    staleTime: Infinity,
  });
  const preferences = useQuery({ ...preferencesQuery, enabled: Boolean(session.data) });
  // What the reader chose here, else what their browser speaks; a user's own language is for mails.
  const language = spoken((preferences.data?.language as string | undefined) ?? navigator.language);
  const failure = session.error ?? preferences.error;
  const waiting = session.data === undefined || (session.data && !preferences.data);
  return (
    <I18n language={language} key={language}>
      <Dialogs>
        <Notices />
        <Suspense fallback={<Waiting />}>
          {failure ? <Failed error={failure} again={() => void client.refetchQueries()} />
            : waiting ? <Waiting />
            : !session.data ? <SignIn />
            : <SignedIn language={language}><RouterProvider router={router} /></SignedIn>}
        </Suspense>
      </Dialogs>
    </I18n>
  );
}

/** On a phone a notice at the bottom would lie over the buttons of a dialog. */
function Notices() {
  return <Notifications position={useMatches({ base: 'top-center', sm: 'bottom-right' })} limit={3} />;
}

/** Whatever can be closed has a closing button with a name in the reader's language. */
function Dialogs({ children }: { children: ReactNode }) {
  const t = useT();
  const named = useMemo(() => {
    const component = { defaultProps: { closeButtonProps: { 'aria-label': t('close') } } };
    return { components: { Modal: component, Drawer: component, Notification: component, Alert: { defaultProps: { closeButtonLabel: t('close') } } } };
  }, [t]);
  return (
    <MantineThemeProvider theme={named} inherit>
      <ModalsProvider>{children}</ModalsProvider>
    </MantineThemeProvider>
  );
}

/** The stream of changes is open while somebody is signed in; labels come again in a new language. */
function SignedIn({ language, children }: { language: string; children: ReactNode }) {
  useEffect(() => listen(client), []);
  useEffect(() => {
    void client.invalidateQueries({ queryKey: ['types'] });
    void client.invalidateQueries({ queryKey: ['interface'] });
  }, [language]);
  return <SessionRoom none={<NoCompany />}>{children}</SessionRoom>;
}
