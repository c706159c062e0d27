// What is kept for the next file of the kind: the choices under a name, and whether the file is watched.
import { Check } from '../parts/check.tsx'
import { TextField } from '../parts/field.tsx'
import css from './imports.module.css'

export interface Keep {
  name: string
  watch: boolean
}

/** What `imports.run` is told of it. */
export function kept({ name, watch }: Keep) {
  return { ...(name.trim() === '' ? {} : { save_profile: name.trim() }), ...(watch ? { watch } : {}) }
}

export function KeepFor(props: { keep: Keep; profiles: string[]; onChange: (keep: Keep) => void; canWatch: boolean }) {
  const { keep, profiles, onChange, canWatch } = props
  return (
    <div className={css['settings']}>
      <TextField
        label="Keep these choices as"
        value={keep.name}
        placeholder="a name, for files with the same columns"
        list={profiles}
        onChange={(name) => onChange({ ...keep, name })}
        {...(profiles.includes(keep.name.trim()) ? { hint: 'Replaces the profile of that name.' } : {})}
      />
      {canWatch ? (
        <Check
          label="Import this file again whenever it changes"
          checked={keep.watch}
          onChange={(watch) => onChange({ ...keep, watch })}
        />
      ) : null}
    </div>
  )
}
