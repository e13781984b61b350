package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// vmFacts is a VM as the simulator holds it in memory.
type vmFacts struct {
	ID         string  `json:"id"`
	Name       string  `json:"name"`
	Power      string  `json:"power"`
	MemoryMiB  int32   `json:"memoryMiB"`
	DiskBytes  []int64 `json:"diskBytes"`
	Template   bool    `json:"template"`
	Connection string  `json:"connection"`
}

// machines are all VMs in the order in which they were made.
func (a *admin) machines() []*simulator.VirtualMachine {
	var found []*simulator.VirtualMachine
	for _, entity := range a.model.Map().All("VirtualMachine") {
		found = append(found, entity.(*simulator.VirtualMachine))
	}
	number := func(vm *simulator.VirtualMachine) int {
		value, _ := strconv.Atoi(vm.Self.Value[strings.LastIndex(vm.Self.Value, "-")+1:])
		return value
	}
	slices.SortFunc(found, func(a, b *simulator.VirtualMachine) int { return cmp.Compare(number(a), number(b)) })
	return found
}

func (a *admin) describe(vm *simulator.VirtualMachine) vmFacts {
	var facts vmFacts
	a.model.Service.Context.WithLock(vm, func() {
		facts = vmFacts{
			ID:         vm.Self.Value,
			Name:       vm.Name,
			Power:      string(vm.Runtime.PowerState),
			MemoryMiB:  vm.Config.Hardware.MemoryMB,
			DiskBytes:  []int64{},
			Template:   vm.Config.Template,
			Connection: string(vm.Runtime.ConnectionState),
		}
		devices := object.VirtualDeviceList(vm.Config.Hardware.Device)
		for _, disk := range devices.SelectByType((*types.VirtualDisk)(nil)) {
			facts.DiskBytes = append(facts.DiskBytes, disk.(*types.VirtualDisk).CapacityInBytes)
		}
	})
	return facts
}

func (a *admin) facts() any {
	vms := []vmFacts{}
	for _, vm := range a.machines() {
		vms = append(vms, a.describe(vm))
	}
	ids := func(kind string) []string {
		found := []string{}
		for _, entity := range a.model.Map().All(kind) {
			found = append(found, entity.Reference().Value)
		}
		return found
	}
	return map[string]any{
		"vms":        vms,
		"hosts":      ids("HostSystem"),
		"clusters":   ids("ClusterComputeResource"),
		"datastores": ids("Datastore"),
	}
}

// change alters VMs spread over all, all at once: every third is renamed, powered on or off, or resized.
// It answers with how they are afterwards.
func (a *admin) change(count int) (any, error) {
	all := a.machines()
	if count > len(all) {
		return nil, fmt.Errorf("there are only %d VMs", len(all))
	}
	step := len(all) / max(count, 1)
	changed := make([]vmFacts, count)
	err := inParallel(count, func(i int) error {
		vm := all[i*step]
		if err := a.changeOne(vm, i); err != nil {
			return fmt.Errorf("%s: %w", vm.Self.Value, err)
		}
		changed[i] = a.describe(vm)
		return nil
	})
	return map[string]any{"vms": changed}, err
}

func (a *admin) changeOne(vm *simulator.VirtualMachine, i int) error {
	ctx := context.Background()
	before := a.describe(vm)
	handle := object.NewVirtualMachine(a.client, vm.Self)
	run := func(task *object.Task, err error) error {
		if err != nil {
			return err
		}
		_, err = finish(a.model, task)
		return err
	}
	switch i % 3 {
	case 0:
		return run(handle.Rename(ctx, before.Name+" renamed"))
	case 1:
		if before.Power == string(types.VirtualMachinePowerStatePoweredOn) {
			return run(handle.PowerOff(ctx))
		}
		return run(handle.PowerOn(ctx))
	}
	memory := before.MemoryMiB + 4096
	if err := run(handle.Reconfigure(ctx, types.VirtualMachineConfigSpec{MemoryMB: int64(memory)})); err != nil {
		return err
	}
	// The simulator sets the size without telling those who follow it, as a real vCenter does.
	a.model.Map().AtomicUpdate(a.model.Service.Context, mo.Reference(vm), []types.PropertyChange{
		{Name: "config.hardware.memoryMB", Val: memory},
		{Name: "summary.config.memorySizeMB", Val: memory},
	})
	return nil
}
