// Colours and sizes. Contrasts hold WCAG 2.2 AA: shades 8, dimmed gray-7/dark-1, placeholders gray-6; badges carry dots, not light fills.
import { Alert, Badge, Button, createTheme, type CSSVariablesResolver, Loader, Modal, Table, Tooltip } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '1.35rem' }, h2: { fontSize: '1.1rem' }, h3: { fontSize: '1rem' } } },
  components: {
    // The colour is the icon's and the frame's: as letters, yellow or green would be too pale.
    Alert: Alert.extend({ styles: { title: { color: 'var(--mantine-color-text)' } } }),
    Badge: Badge.extend({ defaultProps: { variant: 'dot', tt: 'none', fw: 500 } }),
    Button: Button.extend({ defaultProps: { size: 'xs' } }),
    Loader: Loader.extend({ defaultProps: { size: 'sm' } }),
    Modal: Modal.extend({ defaultProps: { centered: true } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 6 } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400 } }),
  },
});

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)', '--mantine-color-placeholder': 'var(--mantine-color-gray-6)',
    '--mantine-color-error': 'var(--mantine-color-red-9)', '--keel-bad': 'var(--mantine-color-red-8)',
  },
  dark: {
    '--mantine-color-dimmed': 'var(--mantine-color-dark-1)', '--mantine-color-placeholder': 'var(--mantine-color-dark-2)',
    '--mantine-color-error': 'var(--mantine-color-red-4)', '--keel-bad': 'var(--mantine-color-red-4)',
  },
});
