import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { Ref } from 'react';
import { useTyped } from './useTyped.ts';

interface SearchFieldProps {
  label: string;
  placeholder?: string;
  value: string;
  /** Called a moment after the last key: see `useTyped`. */
  onSearch(text: string): void;
  afterMs?: number;
  maxLength?: number;
  className?: string;
  ref?: Ref<HTMLInputElement>;
}

/** The box above a list in which its search is typed. */
export function SearchField({
  label,
  placeholder = label,
  value,
  onSearch,
  afterMs,
  maxLength,
  className = 'toolbarSearch',
  ref,
}: SearchFieldProps) {
  const [typed, setTyped] = useTyped(value, onSearch, afterMs);
  return (
    <TextInput
      ref={ref}
      aria-label={label}
      placeholder={placeholder}
      leftSection={<IconSearch size={16} />}
      type="search"
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      className={className}
      spellCheck={false}
      maxLength={maxLength}
    />
  );
}
