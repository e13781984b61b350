package main

import (
	"reflect"
	"strings"
)

// replicate copies a value with all that it refers to, and replaces texts in every string of it: the first with
// the second, the third with the fourth, and so on. The simulator is built with this file too.
func replicate[T any](value T, texts ...string) T {
	var made T
	copyInto(reflect.ValueOf(&made).Elem(), reflect.ValueOf(&value).Elem(), strings.NewReplacer(texts...))
	return made
}

func copyInto(to, from reflect.Value, replace *strings.Replacer) {
	switch from.Kind() {
	case reflect.String:
		to.SetString(replace.Replace(from.String()))
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			copyInto(to.Elem(), from.Elem(), replace)
		}
	case reflect.Interface:
		if !from.IsNil() {
			inner := reflect.New(from.Elem().Type()).Elem()
			copyInto(inner, from.Elem(), replace)
			to.Set(inner)
		}
	case reflect.Slice:
		if !from.IsNil() {
			to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
			for i := range from.Len() {
				copyInto(to.Index(i), from.Index(i), replace)
			}
		}
	case reflect.Struct:
		// Covers what has private fields, such as a time.
		to.Set(from)
		for i := range from.NumField() {
			if to.Field(i).CanSet() {
				copyInto(to.Field(i), from.Field(i), replace)
			}
		}
	default:
		to.Set(from)
	}
}
