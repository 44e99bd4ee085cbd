// Whether the screen is a phone's: one column, cards in the place of tables.
import { useMediaQuery } from '@mantine/hooks';

export const usePhone = (): boolean => useMediaQuery('(max-width: 40em)', undefined, { getInitialValueInEffect: false }) ?? false;
