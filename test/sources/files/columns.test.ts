// Headers as tools and people write them, and which field each is read as.
import { describe, expect, it } from 'vitest'
import { guessFields } from '../../../src-main/sources/files/columns.ts'
import { refusalOf } from './fixture.ts'

function match(header: string): Record<string, string> {
  return Object.fromEntries(guessFields(header.split(','), 'incidents'))
}

describe('headers', () => {
  it.each([
    // A PagerDuty-like list, a ServiceNow-like list, a GitHub-like list.
    ['incident_number,title,created_at,resolved_at,urgency,service_name', 'id title started resolved severity system'],
    ['number,short_description,opened_at,closed_at,priority,state', 'id title started resolved severity status'],
    ['number,title,createdAt,closedAt,state,url', 'id title started resolved status url'],
    ['Issue key,Summary,Created,Resolved,Priority,Component', 'id title started resolved severity system'],
    ['REFERENCE, Name ,Impact-Start,RESTORED,Sev,Affected Service', 'id title started resolved severity system'],
    ['\uFEFFid,time_created,time_resolved,caused_by', 'id started resolved deployment'],
  ])('%s', (header, fields) => {
    expect(Object.entries(match(header))).toEqual(
      expect.arrayContaining(fields.split(' ').map((field, i) => [field, header.split(',')[i]?.trim()])),
    )
  })

  it('takes the first of a list where a file has several, not the first in the file', () => {
    expect(match('Number,Key,ID,Created,Detected,Started At,Closed,Resolved,Description,Summary')).toEqual({
      id: 'ID',
      title: 'Summary',
      started: 'Started At',
      resolved: 'Resolved',
    })
  })

  it('takes the description where there is nothing better', () => {
    expect(match('Started,Description')).toEqual({ started: 'Started', title: 'Description' })
  })

  it('are refused where none says when, with what was found and what is accepted', () => {
    expect(refusalOf('no-usable-columns.csv')).toBe(
      '"no-usable-columns.csv" has no column that says when an incident started. ' +
        'Columns found: "Team", "Budget", "__proto__". Say which column it is, or name it one of these: started, started at, start, start time, ' +
        'created, created at, created on, created date, opened, opened at, occurred, detected, timestamp created, ' +
        'time created, begin, impact start, beginn, inicio, início, début, inizio, start date, date, datum, fecha.',
    )
  })
})
