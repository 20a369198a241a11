import { NativeSelect } from '@mantine/core';
import { type KeyType, keyTypes } from '../../../shared/contract/ownCertificate.ts';
import { keyTypeWords } from './identityWords.ts';

interface KeyTypeSelectProps {
  value: KeyType;
  onChange(value: KeyType): void;
  error: string | null;
}

export function KeyTypeSelect({ value, onChange, error }: KeyTypeSelectProps) {
  return (
    <NativeSelect
      label="Key type"
      data={keyTypes.map((type) => ({ value: type, label: keyTypeWords[type] }))}
      value={value}
      onChange={(event) => onChange(keyTypes.find((type) => type === event.currentTarget.value) ?? value)}
      error={error}
    />
  );
}
