import { createSpotlight } from '@mantine/spotlight';

/** The command palette, wherever it is opened from. */
export const [paletteStore, palette] = createSpotlight();
export const openPalette = (): void => palette.open();
