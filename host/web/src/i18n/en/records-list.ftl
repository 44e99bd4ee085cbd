# Lists of records of any type: tables, boards, calendars, charts, pivots; their filters and saved views.
records-list-created-at = Created
records-list-updated-at = Changed
records-list-none = There is nothing here.
records-list-all = { $more ->
    [yes] Show all (more than { $count })
   *[no] Show all { $count }
}
