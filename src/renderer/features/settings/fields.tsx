import { NumberInput, Textarea } from '@mantine/core';
import type { TypedNumber } from '../../stores/settingsDraft.ts';

interface NumberFieldProps {
  label: string;
  unit?: string;
  description?: string;
  value: TypedNumber;
  onChange(value: TypedNumber): void;
  error: string | null;
  decimals?: boolean;
}

export function NumberField({ label, unit, description, value, onChange, error, decimals = false }: NumberFieldProps) {
  return (
    <NumberInput
      className="settingsNumber"
      label={label}
      description={description}
      value={value}
      onChange={onChange}
      error={error}
      suffix={unit === undefined ? '' : ` ${Number(value) === 1 ? unit.replace(/s$/, '') : unit}`}
      allowDecimal={decimals}
      allowNegative={false}
      hideControls
    />
  );
}

interface LinesFieldProps {
  label: string;
  description: string;
  placeholder?: string;
  value: string;
  onChange(value: string): void;
  error: string | null;
}

export function LinesField({ label, description, placeholder, value, onChange, error }: LinesFieldProps) {
  return (
    <Textarea
      label={label}
      description={description}
      placeholder={placeholder ?? ''}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
      autosize
      minRows={2}
      maxRows={8}
      spellCheck={false}
    />
  );
}
