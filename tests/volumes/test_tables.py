"""Usage tables as people and tools export them: dates, decimals and shapes, all told or asked."""

from __future__ import annotations

import gzip
from datetime import date, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from tests.volumes.usage import read_one, written
from whatif_app.errors import ListedError, UserError
from whatif_app.volumes.choices import UsageChoices
from whatif_app.volumes.usage_files import peek_usage, read_usage


def days(first: str, count: int) -> list[date]:
    return [date.fromisoformat(first) + timedelta(days=n) for n in range(count)]


def test_daily_rows_add_up_to_months_and_say_what_is_missing(tmp_path: Path) -> None:
    # January is whole: 31 × 10. Of February ten days: 10 × 20, and 10 of 28 days covered.
    rows = [f"{day},10" for day in days("2026-01-01", 31)]
    rows += [f"{day},20" for day in days("2026-02-01", 10)]
    path = written(tmp_path, "date,orders\n" + "\n".join(rows))

    history = read_one(path)

    assert (history.name, history.months) == ("orders", {"2026-01": 310.0, "2026-02": 200.0})
    assert history.complete_months == ("2026-01",)
    assert history.coverage["2026-02"].days_covered == 10.0
    assert (history.account.read, history.account.used) == (41, 41)


@pytest.mark.parametrize(
    "months",
    [
        ["2026-01", "2026-02", "2026-03"],
        ["Jan 2026", "Feb 2026", "Mar 2026"],
        ["January 2026", "February 2026", "March 2026"],
        ["Jan-26", "Feb-26", "Mar-26"],
        ["01/2026", "02/2026", "03/2026"],
        ["202601", "202602", "202603"],
        ["2026-01-01", "2026-02-01", "2026-03-01"],
        ["2026-01-31", "2026-02-28", "2026-03-31"],
        ["31.01.2026", "28.02.2026", "31.03.2026"],
        ["46023", "46054", "46082"],
        ["März 2026", "April 2026", "Mai 2026"],
    ],
)
def test_months_are_read_however_they_are_written(tmp_path: Path, months: list[str]) -> None:
    values = ("100", "200", "300")
    rows = "\n".join(f"{month},{value}" for month, value in zip(months, values, strict=True))
    path = written(tmp_path, f"month,orders\n{rows}\n")

    history = read_one(path)

    assert list(history.months.values()) == [100.0, 200.0, 300.0]
    assert len(history.complete_months) == 3
    if not months[0].startswith("März"):
        assert list(history.months) == ["2026-01", "2026-02", "2026-03"]


def test_one_date_beyond_the_twelfth_settles_the_order_of_all(tmp_path: Path) -> None:
    # 13/01 can only be the 13th, so 02/01 is the second of January.
    path = written(tmp_path, "date,orders\n02/01/2026,5\n13/01/2026,7\n")

    assert read_one(path).months == {"2026-01": 12.0}

    path = written(tmp_path, "date,orders\n02/01/2026,5\n02/13/2026,7\n")
    assert read_one(path).months == {"2026-02": 12.0}


def test_an_order_that_no_date_settles_is_asked(tmp_path: Path) -> None:
    path = written(tmp_path, "date,orders\n02/01/2026,5\n03/01/2026,7\n")

    with pytest.raises(ListedError, match=r"2 dates such as 02/01/2026 .*--date-order\): mdy; dmy"):
        read_usage([path])
    assert [question.about for question in peek_usage(path).questions] == ["date_order"]
    assert read_one(path, date_order="dmy").months == {"2026-01": 12.0}
    assert read_one(path, date_order="mdy").months == {"2026-02": 5.0, "2026-03": 7.0}


def test_dates_that_contradict_each_other_or_the_reader_are_refused(tmp_path: Path) -> None:
    both = written(tmp_path, "date,orders\n13/01/2026,5\n01/13/2026,7\n")
    with pytest.raises(ListedError, match="1 dates can only be month/day/year and 1 only"):
        read_usage([both])

    told = written(tmp_path, "date,orders\n13/01/2026,5\n14/01/2026,7\n")
    with pytest.raises(ListedError, match="written day/month/year, not month/day/year"):
        read_usage([told], UsageChoices(date_order="mdy"))


def test_decimal_commas_are_told_by_one_number_of_the_column(tmp_path: Path) -> None:
    # "12,5" can only be twelve and a half, so "1.250" is a thousand two hundred and fifty.
    path = written(tmp_path, "Datum;Aufträge\n01.01.2026;1.250\n02.01.2026;12,5\n")

    assert read_one(path).months == {"2026-01": 1262.5}


def test_decimals_that_no_number_settles_are_asked(tmp_path: Path) -> None:
    path = written(tmp_path, "date;gb\n2026-01-01;1,234\n2026-01-02;2,345\n")

    with pytest.raises(ListedError, match=r"such as 2,345 .*--decimal\): point; comma"):
        read_usage([path])
    assert read_one(path, decimal="point").months == {"2026-01": 3579.0}
    assert read_one(path, decimal="comma").months == {"2026-01": pytest.approx(3.579)}


def test_in_a_file_of_commas_a_comma_in_a_number_parts_thousands(tmp_path: Path) -> None:
    path = written(tmp_path, 'date,gb\n2026-01-01,"1,234"\n2026-01-02,"2,345"\n')

    history = read_one(path)

    assert history.months == {"2026-01": 3579.0}
    assert "Numbers are read with a decimal point: 2,345 is 2,345." in history.notes


def test_a_wide_table_has_a_history_for_each_column(tmp_path: Path) -> None:
    path = written(tmp_path, "month,orders,API calls (millions)\n2026-01,5,7\n2026-02,6,8\n")

    orders, calls = read_usage([path])

    assert (orders.name, orders.months) == ("orders", {"2026-01": 5.0, "2026-02": 6.0})
    assert (calls.name, calls.unit) == ("API calls (millions)", "millions")


def test_a_long_table_has_a_history_for_each_name(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "month,metric,unit,value\n2026-01,orders,each,5\n2026-01,storage,TB,7\n2026-02,orders,each,6\n",
    )

    orders, storage = read_usage([path])

    assert (orders.name, orders.unit, orders.months) == (
        "orders",
        "each",
        {"2026-01": 5.0, "2026-02": 6.0},
    )
    assert (storage.name, storage.unit, storage.months) == ("storage", "TB", {"2026-01": 7.0})


def test_a_column_a_month_is_read_row_by_row(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Usage 2026\n\nmetric,owner,Jan 2026,Feb 2026,Total\norders,ann,5,6,11\nvideos,bob,,8,8\n",
    )

    orders, videos = read_usage([path])

    assert orders.months == {"2026-01": 5.0, "2026-02": 6.0}
    assert videos.months == {"2026-02": 8.0}
    assert dict(videos.account.set_aside) == {"no value": 1}


def test_rows_of_one_date_add_up_over_what_tells_them_apart_and_it_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, "month,region,orders\n2026-01,eu,5\n2026-01,us,7\n")

    history = read_one(path)

    assert history.months == {"2026-01": 12.0}
    assert history.notes == ("Rows of one date were added up over “region”.",)
    eu, us = read_usage([path], UsageChoices(split_by="region"))
    assert (eu.name, eu.months, us.months) == ("eu", {"2026-01": 5.0}, {"2026-01": 7.0})


def test_year_and_month_in_columns_of_their_own_are_one_date(tmp_path: Path) -> None:
    path = written(tmp_path, "year,month,orders\n2026,1,5\n2026,2,6\n")

    assert read_one(path).months == {"2026-01": 5.0, "2026-02": 6.0}


def test_a_table_without_a_header_is_named_by_its_file(tmp_path: Path) -> None:
    path = written(tmp_path, "2026-01-01,5\n2026-01-02,6\n", "Täglich – orders.csv")

    history = read_one(path)

    assert (history.name, history.months) == ("Täglich – orders", {"2026-01": 11.0})


def test_every_value_is_used_or_counted_under_a_reason(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "date,orders\n2026-01-01,5\n2026-01-02,\n2026-01-03,NaN\n2026-01-04,-inf\n2026-01-05,many\n"
        "2026-01-06,1e308\n2026-01-07,-0\nTotal,5\n2026-02-30,8\nJan 2026,9\n2026-01-08\n",
    )

    account = read_one(path).account

    assert (account.read, account.used) == (11, 2)
    assert dict(account.set_aside) == {
        "no value": 2,
        "not a finite number": 2,
        "not a number": 1,
        "beyond 1e18": 1,
        "date not readable": 2,
        "a date among months, or a month among dates": 1,
    }


def test_datadog_series_by_the_millisecond(tmp_path: Path) -> None:
    # 1767225600000 is 2026-01-01T00:00Z; three hours of 10 requests each, and a level of 2, 3, 4.
    path = written(
        tmp_path,
        "timestamp,sum:orders{*}.as_count(),avg:hosts{*}\n"
        "1767225600000,10,2\n1767229200000,10,3\n1767232800000,10,4\n",
    )

    orders, hosts = read_usage([path])

    assert (orders.kind, orders.months) == ("sum", {"2026-01": 30.0})
    assert (hosts.kind, hosts.months) == ("level", {"2026-01": 3.0})
    assert orders.coverage["2026-01"].days_covered == 0.125


def test_splunk_time_with_its_inner_columns_left_aside(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '"_time",checkout,search,"_span","_spandays"\n'
        '"2026-01-01T00:00:00.000+0100",5,50,86400,1\n"2026-01-02T00:00:00.000+0100",6,60,86400,1\n',
    )

    checkout, search = read_usage([path])

    assert (checkout.name, search.name) == ("checkout", "search")
    # The days are those of whoever wrote the report: nothing falls into 2025.
    assert checkout.months == {"2026-01": 11.0}


def test_a_counter_in_a_table_is_increased(tmp_path: Path) -> None:
    rows = "\n".join(f"2026-01-{day:02d},{day * 10}" for day in range(1, 13))
    path = written(tmp_path, f"date,requests_total\n{rows}\n")

    # 10, 20 … 120 rises by 110.
    assert (read_one(path).kind, read_one(path).months) == (
        "counter",
        {"2026-01": pytest.approx(110.0)},
    )
    assert read_one(path, kind="sum").months == {"2026-01": 780.0}


def test_counters_of_several_things_in_one_column_are_not_mixed(tmp_path: Path) -> None:
    path = written(tmp_path, "date,pod,n\n2026-01-01,a,5\n2026-01-01,b,9\n2026-01-02,a,6\n")

    with pytest.raises(ListedError, match=r"several readings of a counter at one time.*pod"):
        read_usage([path], UsageChoices(kind="counter"))
    history = read_one(path, kind="counter", split_by="pod")
    # One pod rose from 5 to 6; of the other's single reading nothing follows.
    assert (history.name, history.months) == ("a", {"2026-01": pytest.approx(1.0)})
    assert "Without a month that is known, and left out: b." in history.notes


def test_times_at_no_steps_are_taken_by_day(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "time,orders\n2026-01-01 10:03,1\n2026-01-01 10:09,1\n2026-01-01 17:40,1\n"
        "2026-01-03 08:00,1\n",
    )

    history = read_one(path)

    assert history.months == {"2026-01": 4.0}
    assert (history.coverage["2026-01"].days_covered, history.gaps) == (2.0, 1)
    assert "The times are irregular: taken by day." in history.notes


def test_readings_at_no_steps_are_not_added_to_each_other(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "time,n\n2026-01-01 10:00,100\n2026-01-01 10:20,130\n2026-01-01 17:00,160\n"
        "2026-01-02 02:00,200\n",
    )

    # A counter went from 100 to 200. As a level: 100 for 20 minutes, 130 for 400, 160 for 540 and
    # 200 for the day after: (2,000 + 52,000 + 86,400 + 288,000) / 2,400.
    assert read_one(path, kind="counter").months == {"2026-01": pytest.approx(100.0)}
    assert read_one(path, kind="level").months == {"2026-01": pytest.approx(178.5)}


def test_a_sheet_of_a_workbook_is_read_like_its_csv(tmp_path: Path) -> None:
    path = tmp_path / "usage.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yyyy"}) as book:
        book.add_worksheet("Notes").write(0, 0, "See the next sheet")
        sheet = book.add_worksheet("Orders")
        sheet.write_row(0, 0, ["Day", "Orders"])
        for row, day in enumerate(days("2026-01-01", 31), start=1):
            sheet.write_datetime(row, 0, day)
            sheet.write_number(row, 1, 2.5)

    history = read_one(path, sheet="Orders")

    assert (history.months, history.complete_months) == ({"2026-01": 77.5}, ("2026-01",))
    assert peek_usage(path, UsageChoices(sheet="Orders")).sheets == ("Notes", "Orders")


def test_packed_and_older_encodings_are_read(tmp_path: Path) -> None:
    text = "Monat;Aufträge\n2026-01;5\n2026-02;6\n"
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(text.encode()))

    for path in (
        packed,
        written(tmp_path, text, "b.csv", "utf-16"),
        written(tmp_path, text, "c.csv", "cp1252"),
        written(tmp_path, text, "d.csv", "utf-8-sig"),
    ):
        assert (read_one(path).name, read_one(path).months["2026-02"]) == ("Aufträge", 6.0)


def test_many_histories_are_asked_for_and_may_be_chosen_by_name(tmp_path: Path) -> None:
    names = [f"metric {n}" for n in range(20)]
    path = written(tmp_path, f"month,{','.join(names)}\n2026-01,{','.join('1' * 20)}\n")

    with pytest.raises(ListedError, match="holds 20 histories"):
        read_usage([path])
    assert read_one(path, series=("metric 7",)).name == "metric 7"
    assert len(read_usage([path], UsageChoices(series=("*",)))) == 20
    with pytest.raises(ListedError, match="no history nothing"):
        read_usage([path], UsageChoices(series=("nothing",)))


def test_files_that_go_on_make_one_history_and_all_errors_come_at_once(tmp_path: Path) -> None:
    first = written(tmp_path, "month,orders\n2026-01,5\n2026-02,6\n", "1.csv")
    second = written(tmp_path, "month,orders\n2026-02,7\n2026-03,8\n", "2.csv")

    (history,) = read_usage([first, second])

    assert history.months == {"2026-01": 5.0, "2026-02": 7.0, "2026-03": 8.0}
    assert [source.name for source in history.sources] == ["1.csv", "2.csv"]
    empty = written(tmp_path, "", "empty.csv")
    with pytest.raises(ListedError) as caught:
        read_usage([first, empty, tmp_path / "gone.csv"])
    assert [error.what.split(":")[0] for error in caught.value.errors] == ["empty.csv", "gone.csv"]


def test_reading_stops_when_it_is_told_to(tmp_path: Path) -> None:
    path = written(tmp_path, "date,n\n" + "2026-01-01,1\n" * 9_000)

    class Stopped(Exception):
        pass

    def watch(done: int, total: int) -> None:
        if done:
            raise Stopped

    with pytest.raises(Stopped):
        read_usage([path], watch=watch)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        (" \n\n", "is empty"),
        ("<!DOCTYPE html><html>", "web page"),
        ("%PDF-1.7", "PDF"),
        ("PAR1", "Parquet"),
        ("a\0b\0c,d", "no text file"),
        ("date,orders\n", "a header and no row"),
        ("name,city\nann,Rome\nbob,Oslo\n", "No column holds dates"),
        ("date,city\n2026-01-01,Rome\n2026-01-02,Oslo\n", "No column holds numbers"),
        ('date,orders\n2026-01-01,"5\n' + "x" * 200_000, "field larger"),
    ],
)
def test_what_is_no_usage_table_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)

    with pytest.raises(UserError, match=said) as caught:
        read_usage([path])
    assert str(caught.value).startswith("usage.csv")


def test_a_gzip_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    rows = "".join(f"2026-01-{n % 28 + 1:02d},{n * 7919 % 1000}\n" for n in range(300_000))
    packed = gzip.compress(("date,n\n" + rows).encode())
    path = tmp_path / "a.csv.gz"
    path.write_bytes(packed[: len(packed) // 2])

    with pytest.raises(UserError, match=r"a\.csv\.gz: the gzip file is damaged or cut off"):
        read_usage([path])
