// One of a few words: beside each other where there is room, a list on a phone.
import { SegmentedControl, Select } from '@mantine/core';

import { usePhone } from '@/fields/phone';

export function Choice({ label, value, onChange, data }: {
  label: string; value: string; onChange: (value: string) => void; data: { value: string; label: string }[];
}) {
  const phone = usePhone();
  return phone
    ? <Select aria-label={label} size="md" allowDeselect={false} value={value} data={data} onChange={(next) => next && onChange(next)} />
    : <SegmentedControl aria-label={label} value={value} data={data} onChange={onChange} />;
}
