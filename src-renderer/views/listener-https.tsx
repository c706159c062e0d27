// The certificate the listener speaks HTTPS with: two files of this computer, and what is to be known of what is in them.
import { useState } from 'react'
import { Button } from '../parts/button.tsx'
import { Disclosure } from '../parts/disclosure.tsx'
import { TextField } from '../parts/field.tsx'
import { Time } from '../parts/time.tsx'
import type { ListenerSettings } from './listener-settings.ts'
import css from './listener.module.css'

export function ListenerHttps({ settings: { listener, tls, busy, set } }: { settings: ListenerSettings }) {
  const { certificate } = listener
  if (certificate?.fixed === true)
    return (
      <div className={css['https']}>
        <Certificate certificate={certificate} />
        <p className="dim">The certificate was given when Shiplog was started, so it cannot be changed here.</p>
      </div>
    )
  return (
    <Disclosure summary={tls === null ? 'Plain HTTP: use a certificate' : 'HTTPS: the certificate'}>
      <div className={css['https']}>
        {certificate === null ? null : <Certificate certificate={certificate} />}
        <Files
          key={`${tls?.cert} ${tls?.key}`}
          files={tls ?? { cert: '', key: '' }}
          busy={busy}
          onUse={(next) => set({ tls: next })}
          onEnd={tls === null ? null : () => set({ tls: null })}
        />
      </div>
    </Disclosure>
  )
}

function Certificate({ certificate }: { certificate: NonNullable<ListenerSettings['listener']['certificate']> }) {
  const { names, ends_at_ms, self_signed } = certificate
  return (
    <>
      <p>
        The certificate is for {names.length === 0 ? 'no name' : names.join(', ')}, until{' '}
        <Time ms={ends_at_ms} as="date" />. A new one in the same file is used within a minute.
      </p>
      {self_signed ? (
        <p>
          It is signed by itself, so senders have to be told to trust it: <code>curl --cacert FILE</code>,{' '}
          <code>SSL_CERT_FILE</code> for programs in Go, <code>NODE_EXTRA_CA_CERTS</code> for those in Node.
        </p>
      ) : null}
    </>
  )
}

interface FilesProps {
  files: { cert: string; key: string }
  busy: boolean
  onUse: (files: { cert: string; key: string }) => void
  onEnd: (() => void) | null
}

function Files({ files, busy, onUse, onEnd }: FilesProps) {
  const [cert, setCert] = useState(files.cert)
  const [key, setKey] = useState(files.key)
  const complete = cert.trim() !== '' && key.trim() !== ''
  return (
    <form
      className={css['files']}
      onSubmit={(event) => {
        event.preventDefault()
        if (complete) onUse({ cert: cert.trim(), key: key.trim() })
      }}
    >
      <TextField label="Certificate file" mono value={cert} onChange={setCert} hint="A PEM file, by its whole path." />
      <TextField label="Private key file" mono value={key} onChange={setKey} hint="A PEM file without a password." />
      <Button type="submit" disabled={!complete || busy}>
        Use it
      </Button>
      {onEnd === null ? null : (
        <Button look="quiet" disabled={busy} onClick={onEnd}>
          Plain HTTP again
        </Button>
      )}
    </form>
  )
}
