// The country in which numbers without a country code are read.
import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import { api, data } from '@/api/client';
import { useLanguage, useT } from '@/i18n';

export function CountrySelect({ value, onChange }: { value: string; onChange: (country: string) => void }) {
  const t = useT();
  const language = useLanguage();
  const { data: known } = useQuery({ queryKey: ['setup'], queryFn: () => data(api.GET('/api/v1/setup')), staleTime: Infinity });
  const options = useMemo(() => {
    const names = new Intl.DisplayNames([language], { type: 'region' });
    return (known?.countries ?? [])
      .map((one) => ({ value: one.code, label: names.of(one.code) ?? one.code }))
      .sort((a, b) => a.label.localeCompare(b.label, language));
  }, [known, language]);
  return (
    <Select
      label={t('import-country')} description={t('import-country-why')} size="sm" w={340} maw="100%" searchable clearable
      nothingFoundMessage={t('nothing-found')} data={options} comboboxProps={{ keepMounted: false }} value={value || null} onChange={(code) => onChange(code ?? '')}
    />
  );
}
