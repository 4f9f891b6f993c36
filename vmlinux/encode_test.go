package vmlinux

import (
	"reflect"
	"testing"

	"callgate/testdata/mini"
)

func TestEncode(t *testing.T) {
	for _, c := range mini.Configs {
		want, err := Analyze(t.Context(), c.Vmlinux(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		data, err := want.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := Decode(data)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Surfaces) != len(want.Surfaces) || got.BuildID != want.BuildID || got.DebugInfo != want.DebugInfo {
			t.Errorf("%s: %d surfaces of build %s, want %d of %s", c, len(got.Surfaces), got.BuildID, len(want.Surfaces), want.BuildID)
		}
		for i, s := range want.Surfaces {
			if got.Surfaces[i].ABI != s.ABI || !reflect.DeepEqual(slotTexts(got.Surfaces[i]), slotTexts(s)) {
				t.Errorf("%s: %s is not what it was", c, s.ABI)
			}
		}
		for size := 0; size < len(data); size += 1 + len(data)/50 {
			if _, err := Decode(data[:size]); err == nil {
				t.Errorf("the first %d bytes pass for a kernel", size)
			}
		}
	}
}

func slotTexts(s Surface) (text []string) {
	for _, slot := range s.Slots {
		text = append(text, describeSlot(slot)+slot.Evidence+slot.Place+slot.Signature)
	}
	return text
}
