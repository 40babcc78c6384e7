package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/budkavle/budkavle/notify/order"
)

// input is what the order's file holds.
type input struct {
	Now      time.Time      `json:"now,omitzero"` // the time that the story begins at
	User     order.Actor    `json:"user"`
	Settings order.Settings `json:"settings"`
	Order    order.Order    `json:"order"`
}

// readInput reads an order's file. An error names the field that is wrong.
func readInput(file string) (input, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return input{}, fmt.Errorf("order file: %w", err)
	}
	var in input
	if err := decode(text, &in); err != nil {
		if path := locate(text, func(raw []byte) error { return decode(raw, &input{}) }); path != "" {
			return input{}, fmt.Errorf("%s: field %s: %w", file, path, err)
		}
		return input{}, fmt.Errorf("%s: %w", file, err)
	}
	if err := in.Settings.Validate(); err != nil {
		return input{}, fmt.Errorf("%s: in settings: %w", file, err)
	}
	if err := in.Order.Validate(); err != nil {
		return input{}, fmt.Errorf("%s: in order: %w", file, err)
	}
	if len(in.Order.Bookings) == 0 {
		return input{}, fmt.Errorf("%s: in order: bookings: there is none, and the story is about one", file)
	}
	return in, nil
}

// decode reads JSON that has known fields only.
func decode(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if d.More() {
		return errors.New("there is more behind the order")
	}
	return nil
}

// locate returns the path of the first field that fails by itself; "" when the
// text is no JSON.
func locate(raw json.RawMessage, try func([]byte) error) string {
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) == nil {
		for _, key := range slices.Sorted(maps.Keys(object)) {
			wrap := func(value []byte) error {
				name, _ := json.Marshal(key)
				return try(slices.Concat([]byte("{"), name, []byte(":"), value, []byte("}")))
			}
			if wrap(object[key]) == nil {
				continue
			}
			if rest := locate(object[key], wrap); rest != "" {
				if rest[0] == '[' {
					return key + rest
				}
				return key + "." + rest
			}
			return key
		}
	}
	var array []json.RawMessage
	if json.Unmarshal(raw, &array) == nil {
		for i, element := range array {
			wrap := func(value []byte) error { return try(slices.Concat([]byte("["), value, []byte("]"))) }
			if wrap(element) == nil {
				continue
			}
			path := fmt.Sprintf("[%d]", i)
			if rest := locate(element, wrap); rest != "" {
				path += "." + rest
			}
			return path
		}
	}
	return ""
}
