/* Reads the iCalendar file on its input with libical and prints what it makes of
 * each entry, a field a line: name, tab, value with \n and \\ escaped. Times are
 * in UTC by the file's own VTIMEZONE. cc readcalendar.c -lical */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put(const char *name, const char *value)
{
	printf("%s\t", name);
	for (; value && *value; value++) {
		if (*value == '\n')
			fputs("\\n", stdout);
		else if (*value == '\\')
			fputs("\\\\", stdout);
		else
			putchar(*value);
	}
	putchar('\n');
}

/* moment prints a time in UTC, or a day. */
static void moment(const char *name, struct icaltimetype t)
{
	if (icaltime_is_null_time(t)) {
		put(name, "");
		return;
	}
	if (!t.is_date)
		t = icaltime_convert_to_zone(t, icaltimezone_get_utc_timezone());
	put(name, icaltime_as_ical_string(t));
}

static void person(const char *name, icalproperty *p, const char *address)
{
	char field[64];
	icalparameter *cn = p ? icalproperty_get_first_parameter(p, ICAL_CN_PARAMETER) : NULL;
	icalparameter *rsvp = p ? icalproperty_get_first_parameter(p, ICAL_RSVP_PARAMETER) : NULL;
	put(name, address);
	snprintf(field, sizeof field, "%sName", name);
	put(field, cn ? icalparameter_get_cn(cn) : "");
	if (rsvp)
		put("RSVP", icalparameter_get_rsvp(rsvp) == ICAL_RSVP_TRUE ? "TRUE" : "FALSE");
}

int main(void)
{
	size_t size = 0, room = 1 << 20;
	char *text = malloc(room + 1);
	icalcomponent *root, *event;
	while (size < room) {
		size_t n = fread(text + size, 1, room - size, stdin);
		if (n == 0)
			break;
		size += n;
	}
	text[size] = 0;
	root = icalparser_parse_string(text);
	if (!root)
		return 1;
	if (icalcomponent_count_errors(root) > 0)
		return 2;
	for (event = icalcomponent_get_first_component(root, ICAL_VEVENT_COMPONENT); event;
	     event = icalcomponent_get_next_component(root, ICAL_VEVENT_COMPONENT)) {
		icalproperty *organizer = icalcomponent_get_first_property(event, ICAL_ORGANIZER_PROPERTY);
		icalproperty *attendee = icalcomponent_get_first_property(event, ICAL_ATTENDEE_PROPERTY);
		icalproperty *status = icalcomponent_get_first_property(event, ICAL_STATUS_PROPERTY);
		char sequence[32];
		put("Method", icalproperty_method_to_string(icalcomponent_get_method(root)));
		put("UID", icalcomponent_get_uid(event));
		put("Summary", icalcomponent_get_summary(event));
		put("Description", icalcomponent_get_description(event));
		put("Location", icalcomponent_get_location(event));
		put("Status", status ? icalproperty_status_to_string(icalproperty_get_status(status)) : "");
		moment("Start", icalcomponent_get_dtstart(event));
		moment("End", icalcomponent_get_dtend(event));
		snprintf(sequence, sizeof sequence, "%d", icalcomponent_get_sequence(event));
		put("Sequence", sequence);
		person("Organizer", organizer, organizer ? icalproperty_get_organizer(organizer) : "");
		person("Attendee", attendee, attendee ? icalproperty_get_attendee(attendee) : "");
		puts("");
	}
	icalcomponent_free(root);
	free(text);
	return 0;
}
