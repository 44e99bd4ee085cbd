// Addresses and their screens. States in addresses are plain strings, so that they can be read and typed.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';

import { Failed, Missing, Waiting } from './states';
import { rooms } from './rooms';
import { Shell } from './Shell';

const root = createRootRoute({ component: Shell, notFoundComponent: Missing });

const routes = rooms.flatMap((room) =>
  room.screens.map((screen) =>
    createRoute({ getParentRoute: () => root, path: screen.path, component: lazyRouteComponent(screen.load) }),
  ),
);

export const router = createRouter({
  routeTree: root.addChildren(routes),
  defaultPreload: 'intent',
  defaultPendingComponent: Waiting,
  defaultErrorComponent: ({ error, reset }) => <Failed error={error} again={reset} />,
  scrollRestoration: true,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(
      Object.entries(search as Record<string, unknown>).filter(([, value]) => value !== undefined && value !== '') as [string, string][],
    ).toString();
    return text && `?${text}`;
  },
});
