// Cells, tones and places of documents.
import { Badge, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconExternalLink } from '@tabler/icons-react';
import { type MouseEvent, type ReactNode, useCallback } from 'react';

import { Go, recordPath, useGo } from '@/app/navigation';
import type { Search } from '@/app/room';
import { ReferenceLink } from '@/fields/Show';
import { useFormat, useT } from '@/i18n';
import { joinFilters } from '@/records/list/state';

import { useView } from './context';
import { type Cell, filters, type Place, type Tone } from './document';

export const colours: Record<Tone, string> = { neutral: 'gray', info: 'blue', good: 'green', warn: 'orange', bad: 'red' };

export function ToneBadge({ text, tone = 'neutral' }: { text: string; tone?: Tone }) {
  return <Badge color={colours[tone]} maw="100%">{text}</Badge>;
}

export const isFigureCell = (cell: Cell) => cell !== null && typeof cell === 'object' && ('number' in cell || 'money' in cell || 'percent' in cell);

/** `large`: the cell stands alone as a figure. */
export function CellView({ cell, linked = true }: { cell: Cell; linked?: boolean }): ReactNode {
  const t = useT();
  const format = useFormat();
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'string') return cell;
  if ('number' in cell) return <span className="figure">{format.decimal(cell.number)}</span>;
  if ('money' in cell) return <span className="figure">{format.money(cell.money, cell.currency)}</span>;
  if ('percent' in cell) return <span className="figure">{format.percent(cell.percent)}</span>;
  if ('day' in cell) return format.day(cell.day);
  if ('instant' in cell) return format.instant(cell.instant);
  if ('yes' in cell) return cell.yes ? t('yes') : t('no');
  if ('badge' in cell) return <ToneBadge text={cell.badge} tone={cell.tone} />;
  if (!linked) return cell.text ?? null;
  return cell.text ? <Go size="sm" to={recordPath(cell.record, cell.id)}>{cell.text}</Go> : <ReferenceLink type={cell.record} id={cell.id} />;
}

/** A cell in words, for names and tables of charts. */
export function useCellText(): (cell: Cell) => string {
  const t = useT();
  const format = useFormat();
  return useCallback((cell) => {
    if (cell === null || cell === undefined) return '';
    if (typeof cell === 'string') return cell;
    if ('number' in cell) return format.decimal(cell.number);
    if ('money' in cell) return format.money(cell.money, cell.currency);
    if ('percent' in cell) return format.percent(cell.percent);
    if ('day' in cell) return format.day(cell.day);
    if ('instant' in cell) return format.instant(cell.instant);
    if ('yes' in cell) return t(cell.yes ? 'yes' : 'no');
    return 'badge' in cell ? cell.badge : cell.text ?? '';
  }, [t, format]);
}

/** Where a place is inside the interface; `null` for addresses elsewhere. */
export function pathOf(place: Place, plugin: string): { to: string; search?: Search } | null {
  if ('record' in place) return { to: recordPath(place.record, place.id) };
  if ('list' in place) {
    const conditions = filters(place.where);
    return {
      to: `/r/${place.list}`,
      search: {
        ...(conditions.length > 0 ? { filter: joinFilters(conditions) } : {}),
        ...(place.sort?.length ? { sort: place.sort.join(',') } : {}),
      },
    };
  }
  if ('page' in place) return { to: `/p/${plugin}/${place.page}`, search: place.query ?? {} };
  return null;
}

/** A link to a place; an address elsewhere is shown with its host before it opens. */
export function PlaceLink({ place, children, plain = false }: { place: Place; children: ReactNode; plain?: boolean }) {
  const { plugin } = useView();
  const leave = useLeave();
  const path = pathOf(place, plugin);
  if (path) return <Go size="sm" to={path.to} search={path.search} {...(plain ? { c: 'inherit', underline: 'hover' as const } : {})}>{children}</Go>;
  const url = (place as { url: string }).url;
  const ask = (event: MouseEvent) => {
    event.preventDefault();
    leave(url);
  };
  return (
    <a href={url} rel="noopener noreferrer" target="_blank" onClick={ask}>
      {children} <IconExternalLink size={14} aria-hidden />
    </a>
  );
}

/** Asks before an address elsewhere opens. */
function useLeave(): (url: string) => void {
  const t = useT();
  return useCallback((url) => {
    const host = URL.canParse(url) ? new URL(url).host : url;
    modals.openConfirmModal({
      title: t('view-leave'),
      children: <Text size="sm" style={{ overflowWrap: 'anywhere' }}>{t('view-leave-why', { host })}</Text>,
      labels: { confirm: t('open'), cancel: t('cancel') },
      closeButtonProps: { 'aria-label': t('close') },
      onConfirm: () => window.open(url, '_blank', 'noopener,noreferrer'),
    });
  }, [t]);
}

/** A function that goes to a place. */
export function useGoToPlace(): (place: Place) => void {
  const { plugin } = useView();
  const go = useGo();
  const leave = useLeave();
  return useCallback((place) => {
    const path = pathOf(place, plugin);
    if (path) go(path.to, { search: path.search });
    else leave((place as { url: string }).url);
  }, [plugin, go, leave]);
}
