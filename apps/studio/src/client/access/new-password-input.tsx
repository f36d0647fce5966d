import { PasswordInput } from "@mantine/core";

/** A password that is being chosen. */
export function NewPasswordInput({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (password: string) => void;
}) {
  return (
    <PasswordInput
      label={label}
      description="10 characters or more"
      minLength={10}
      autoComplete="new-password"
      required
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
